package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SharingContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresSharingTest extends SharingContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(JdbiSettings.of(SCHEMA.url(), new UuidV7()));
  }
}

package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.jdbi.DatabaseUrl.Credentials;
import dev.agentruntime.jdbi.DatabaseUrl.Postgres;
import dev.agentruntime.jdbi.DatabaseUrl.Sqlite;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlite:/var/lib/r.db",
        "sqlite:///var/lib/r.db",
        "sqlite:////var/lib/r.db",
        "sqlite+aiosqlite:///var/lib/r.db",
        "jdbc:sqlite:/var/lib/r.db",
        "  sqlite:/var/lib/../lib/r.db "
      })
  void every_spelling_of_an_absolute_file_is_that_file(String url) {
    assertThat(DatabaseUrl.parse(url)).isEqualTo(new Sqlite(Path.of("/var/lib/r.db")));
  }

  @Test
  void a_relative_file_is_relative_to_where_the_process_is() {
    assertThat(DatabaseUrl.parse("sqlite:data/r.db"))
        .isEqualTo(new Sqlite(Path.of("data/r.db").toAbsolutePath()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:s3cret@db:5433/app?sslmode=require",
        "postgres://ann:s3cret@db:5433/app?sslmode=require",
        "postgresql+asyncpg://ann:s3cret@db:5433/app?sslmode=require",
        "jdbc:postgresql://db:5433/app?user=ann&sslmode=require&password=s3cret"
      })
  void every_spelling_of_a_server_is_that_server(String url) {
    var server =
        new Postgres(
            "db:5433/app",
            "sslmode=require",
            new Credentials(Optional.of("ann"), Optional.of("s3cret")));

    assertThat(DatabaseUrl.parse(url)).isEqualTo(server);
    assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/app?sslmode=require");
  }

  @Test
  void user_and_password_are_optional_and_percent_decoded() {
    assertThat(DatabaseUrl.parse("postgresql:///app"))
        .isEqualTo(
            new Postgres("localhost/app", "", new Credentials(Optional.empty(), Optional.empty())));
    assertThat(((Postgres) DatabaseUrl.parse("postgres://a%40b:p%2F+%3A@h/d")).credentials())
        .isEqualTo(new Credentials(Optional.of("a@b"), Optional.of("p/+:")));
  }

  @Test
  void a_password_is_in_no_text() {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://ann:s3cret@db/app?x=1");

    assertThat(url).hasToString("postgresql://db/app");
    assertThat(((Postgres) url).credentials().toString()).doesNotContain("s3cret", "ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "runtime.db",
        "mysql://u:s3cret@h/d",
        "sqlite:",
        "sqlite://host/r.db",
        "sqlite:///",
        "sqlite::memory:",
        "sqlite:r.db?mode=ro",
        "postgresql:app",
        "postgresql://h",
        "postgresql://u:s3cret/x@h/d",
        "postgresql://u:s3cret@x@h/d#f",
        "postgresql://u:s3cret%zz@h/d"
      })
  void what_cannot_be_used_is_refused_with_examples_and_without_the_password(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseUrl.parse(url))
        .withMessageStartingWith("the database URL cannot be used: ")
        .withMessageContaining("sqlite:///var/lib/runtime.db")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
  }
}

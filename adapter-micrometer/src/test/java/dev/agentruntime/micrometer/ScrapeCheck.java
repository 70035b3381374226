package dev.agentruntime.micrometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Writes what promtool is to look at, into the folder {@code target/promtool}. */
class ScrapeCheck {

  private static final Path FOLDER = Path.of("target", "promtool");

  @Test
  void a_scrape_is_there_to_be_looked_at() throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve("scrape.txt"), Demo.scrape());
    Files.writeString(FOLDER.resolve("dashboard-queries.yml"), Queries.rulesOfDashboard());
  }
}

package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTemplateTest {

  @TempDir private Path home;

  private static List<String> lines() {
    return ConfigurationTemplate.text().lines().toList();
  }

  @Test
  void as_it_is_it_sets_nothing() {
    assertThat(lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  @Test
  void it_has_every_setting_once_in_their_order() {
    List<String> settings =
        lines().stream()
            .filter(line -> line.matches("# [a-z_]+: .*"))
            .map(line -> line.replaceFirst("# ([a-z_]+): .*", "$1"))
            .filter(SettingKey.byName()::containsKey)
            .toList();

    assertThat(settings)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SettingKey.values()).map(SettingKey::id).toList());
  }

  @Test
  void every_line_can_be_set_as_it_stands_and_defaults_are_what_holds() throws IOException {
    var set = new ArrayList<String>();
    lines().stream()
        .filter(line -> line.matches("# [a-z_]+: .*"))
        .map(line -> line.substring(2))
        .filter(line -> SettingKey.byName().containsKey(line.replaceFirst(":.*", "")))
        // A mode and a policy exclude each other, and there is no such file here.
        .filter(line -> !line.startsWith("policy:"))
        // What stands in an example opens no server.
        .filter(line -> !line.startsWith("api_key:"))
        .forEach(set::add);
    var folders = new UserFolders(Map.of(), home);
    Files.createDirectories(folders.configuration().getParent());
    Files.write(folders.configuration(), set);

    Configuration told = ConfigurationReader.read(List.of(), Map.of(), folders).usable();

    Configuration byDefault =
        ConfigurationReader.read(List.of(), Map.of(), new UserFolders(Map.of(), home.resolve("x")))
            .usable();
    assertThat(told.model().timeouts()).isEqualTo(byDefault.model().timeouts());
    assertThat(told.model().endpoint().baseUrl()).isEqualTo(byDefault.model().endpoint().baseUrl());
    assertThat(told.agents().names()).isEqualTo(byDefault.agents().names());
    assertThat(told.approving().policy()).isEqualTo(byDefault.approving().policy());
    assertThat(told.running().limits().with(byDefault.running().limits().budget()))
        .isEqualTo(byDefault.running().limits());
  }
}

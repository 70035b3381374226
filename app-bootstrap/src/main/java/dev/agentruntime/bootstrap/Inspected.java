package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Inspection;
import dev.agentruntime.cli.RuntimeFactory.Setting;
import java.nio.file.Path;
import java.util.List;

/** What there is to see of a configuration. */
record Inspected(Reading reading, UserFolders folders) implements Inspection {

  @Override
  public List<Setting> settings() {
    return reading.configuration().settings();
  }

  @Override
  public List<Problem> problems() {
    return reading.problems();
  }

  @Override
  public List<Check> examine(Path workspace) {
    return new Doctor(reading, folders).examine(workspace);
  }
}

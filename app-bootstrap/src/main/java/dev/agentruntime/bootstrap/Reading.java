package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A configuration as it was read.
 *
 * @param configuration with the default in place of what cannot be used: for who looks, not for who
 *     works
 * @param unknown the settings whose value nobody knows, because it cannot be used or stands where
 *     nothing could be read any more
 */
record Reading(Configuration configuration, List<Problem> problems, Set<SettingKey> unknown) {

  Reading {
    problems = List.copyOf(problems);
    unknown = Set.copyOf(unknown);
  }

  /**
   * The configuration, for who works with it.
   *
   * @throws InvalidConfigurationException with every problem
   */
  Configuration usable() {
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(problems);
    }
    return configuration;
  }

  /** Whether it is known what was meant by all of these. */
  boolean knows(SettingKey... keys) {
    return Stream.of(keys).noneMatch(unknown::contains);
  }
}

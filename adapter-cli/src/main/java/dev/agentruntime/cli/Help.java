package dev.agentruntime.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Completes the help of all commands. A command's footer is its examples, one a line; commands that
 * end in a way of their own list their exit codes themselves.
 */
final class Help {

  private Help() {}

  static void complete(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    if (usage.exitCodeList().isEmpty()) {
      usage.exitCodeList(exitCodes());
    }
    usage
        .abbreviateSynopsis(true)
        .exitCodeListHeading("%nExit status:%n")
        .footerHeading("%nExamples:%n")
        .footer(
            Arrays.stream(usage.footer()).map(example -> "  " + example).toArray(String[]::new));
    command.getSubcommands().values().forEach(Help::complete);
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.status()), code.meaning());
    }
    codes.put("130, 143", "ended by SIGINT or SIGTERM; the session can be resumed");
    return codes;
  }
}

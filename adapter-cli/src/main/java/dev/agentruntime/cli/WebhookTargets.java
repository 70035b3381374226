package dev.agentruntime.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where webhooks may go beside public addresses: the same for who sends and who registers. */
final class WebhookTargets {

  private static final String FLAG = "--webhook-target";

  @Option(
      names = FLAG,
      paramLabel = "TARGET",
      description =
          "A further address, range or name of a host that webhooks may go to; what is not public"
              + " is refused else. May be given several times.")
  private List<String> targets = new ArrayList<>();

  void addTo(List<RuntimeFactory.Flag> flags) {
    if (!targets.isEmpty()) {
      flags.add(
          new RuntimeFactory.Flag(
              SettingNames.SERVER_WEBHOOK_TARGETS, String.join(",", targets), FLAG));
    }
  }
}

package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.command.CommandLine;
import java.util.HashMap;
import java.util.Map;

/**
 * What the rules of one policy look at while they judge one request. A command line is read when
 * the first condition asks for it, and once, however many rules there are. Not for several threads.
 */
public final class Evidence {

  private final ApprovalRequest request;
  private final Map<String, CommandLine> lines = new HashMap<>();

  Evidence(ApprovalRequest request) {
    this.request = request;
  }

  ApprovalRequest request() {
    return request;
  }

  CommandLine commandLine(String text) {
    return lines.computeIfAbsent(text, CommandLine::parse);
  }
}

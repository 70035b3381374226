package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;

/** What happened to an approval, as a line. */
final class WatchedForm {

  private WatchedForm() {}

  static String of(ListFormat format, String type, ApprovalView view) {
    return format.isJson()
        ? JsonLine.of(type, ApprovalForm.json(view))
        : VisibleText.of(
            "%-18s  %s  %s  %s"
                .formatted(
                    type,
                    view.approval().id(),
                    view.approval().request().type(),
                    ApprovalForm.summary(view.approval())));
  }
}

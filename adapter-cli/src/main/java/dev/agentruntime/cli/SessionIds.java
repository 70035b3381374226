package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds sessions by their id, or by a beginning of it that only one session has. */
record SessionIds(AgentRuntime runtime) {

  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,34}");
  private static final int MAX_NAMED = 5;

  /**
   * The session that is meant. A whole id is taken as it is: whether there is such a session shows
   * when it is used.
   */
  SessionId find(String written) {
    String beginning = written.strip().toLowerCase(Locale.ROOT);
    if (!BEGINNING.matcher(beginning).matches()) {
      return RunCommand.id(written);
    }
    List<SessionId> found = beginningWith(beginning);
    if (found.size() > 1) {
      throw CommandFailure.usage(
          found.size()
              + " sessions have an id that begins with "
              + written
              + ": "
              + String.join(", ", found.stream().limit(MAX_NAMED).map(SessionId::toString).toList())
              + (found.size() > MAX_NAMED ? " and more" : "")
              + "; write more of the one you mean");
    }
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "there is no session with an id that begins with " + written));
  }

  private List<SessionId> beginningWith(String beginning) {
    var found = new ArrayList<SessionId>();
    Optional<String> cursor = Optional.empty();
    do {
      var filter = new SessionFilter(Optional.empty(), Map.of(), SessionFilter.MAX, cursor);
      Page<SessionSummary> page = runtime.list(new ListSessions(Owner.LOCAL, filter));
      page.items().stream()
          .map(SessionSummary::id)
          .filter(id -> id.toString().startsWith(beginning))
          .forEach(found::add);
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }
}

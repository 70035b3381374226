package dev.agentruntime.application.turn;

import dev.agentruntime.application.agent.AgentRouter;
import dev.agentruntime.application.agent.Routed;
import dev.agentruntime.application.agent.RoutingRequest;
import dev.agentruntime.application.agent.SystemPrompt;
import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.tool.CallPreparation;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.ModelReply;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.NextStep;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps that ask the model. */
final class ModelSteps {

  private static final Logger LOG = LoggerFactory.getLogger(ModelSteps.class);

  private final LeasedSession leased;
  private final LoopParts parts;
  private final SessionTooling tooling;
  private final Transcript transcript;
  private final ChatModel model;
  private final AgentRouter router;

  ModelSteps(LeasedSession leased, LoopParts parts, SessionTooling tooling, Transcript transcript) {
    this.leased = leased;
    this.parts = parts;
    this.tooling = tooling;
    this.transcript = transcript;
    this.model = leased.watched().model(parts.model());
    this.router = new AgentRouter(model);
  }

  /** Finds the agent for the request. */
  void route() throws InterruptedException {
    Session session = leased.session();
    List<String> said = transcript.userTexts();
    var request =
        new RoutingRequest(
            session.id(),
            session.state().header().tally().routings(),
            said.getLast(),
            said.subList(0, said.size() - 1),
            transcript.handover());
    Predicate<Session> wanted = wants(session, new NextStep.Route());
    try {
      Routed routed = waiting(wanted, () -> router.route(request, parts.agents()));
      leased.record(
          wanted,
          (s, moment, work) ->
              routed
                  .failure()
                  .map(failure -> s.modelFailed(Purpose.ROUTE, failure, moment))
                  .orElse(s)
                  .route(routed.routing(), routed.cost(), parts.agents(), moment));
    } catch (NoLongerWantedException e) {
      leased.refresh();
    }
  }

  /** Asks for the next reply, prepares its calls, and records both. */
  void reply() throws InterruptedException {
    Session session = leased.session();
    Predicate<Session> wanted = wants(session, new NextStep.AskModel());
    var shown = new ShownReply(session, new MessageId(leased.newId()));
    long began = leased.nanoTime();
    try {
      ChatModel.Request request = request(session);
      // Under a lease that ran out the answer could not be recorded, and would be paid for.
      leased.requireTimeLeft();
      ChatModel.Outcome outcome = ask(request, shown, wanted);
      shown.stop();
      long millis = Duration.ofNanos(leased.nanoTime() - began).toMillis();
      boolean recorded =
          switch (outcome) {
            case ChatModel.Outcome.Replied replied -> take(replied.reply(), shown, millis, wanted);
            case ChatModel.Outcome.Failed failed -> fail(failed, shown, wanted);
          };
      if (!recorded) {
        shown.discard("the session went on without it");
      }
    } catch (NoLongerWantedException e) {
      shown.discard("the turn was stopped");
      leased.refresh();
    } catch (InterruptedException e) {
      shown.discard("the runtime is stopping");
      throw e;
    } catch (RuntimeException | Error e) {
      shown.discardAfter(e);
      throw e;
    } finally {
      // Also where nothing could be recorded any more, because the lease or the store is lost.
      shown.end();
    }
  }

  private ChatModel.Outcome ask(
      ChatModel.Request request, ShownReply shown, Predicate<Session> wanted)
      throws InterruptedException, NoLongerWantedException {
    try {
      return waiting(wanted, () -> model.chat(request, shown));
    } catch (RuntimeException e) {
      LOG.error("session {}: the model threw", request.session(), e);
      return new ChatModel.Outcome.Failed(
          FailureKind.INTERNAL,
          "the model failed unexpectedly (" + e.getClass().getSimpleName() + "); see the log");
    }
  }

  private static Predicate<Session> wants(Session session, NextStep step) {
    TurnId turn = session.state().openTurn().id();
    return other ->
        other.state().turn().map(open -> open.id().equals(turn)).orElse(false)
            && other.nextStep().equals(step);
  }

  private ChatModel.Request request(Session session) {
    AgentProfile agent = tooling.agentOf(session);
    var messages = new ArrayList<Message>();
    messages.add(
        new Message.System(
            SystemPrompt.of(
                agent,
                parts.agents(),
                tooling.environment(session),
                tooling.workspace().flatMap(w -> w.projectInstructions()))));
    messages.addAll(transcript.messages());
    return new ChatModel.Request(
        session.id(),
        Purpose.REPLY,
        session.state().header().tally().replies(),
        messages,
        tooling.tools().offeredTo(agent));
  }

  private boolean take(
      ChatModel.Reply reply, ShownReply shown, long millis, Predicate<Session> wanted) {
    CallPreparation preparation = tooling.preparationFor(leased.session());
    List<Preparation> calls =
        reply.calls().stream().map(this::received).map(preparation::prepare).toList();
    var recorded =
        new ModelReply(
            shown.id(),
            reply.text(),
            reply.reasoning(),
            calls,
            new ModelReply.Cost(reply.model(), reply.usage(), millis));
    return leased.record(
        wanted,
        (session, moment, work) -> {
          shown.withdraw(work);
          return session.reply(recorded, parts.policies().gate(work, session), moment);
        });
  }

  private ToolCall received(ChatModel.Call call) {
    return CallPreparation.received(call, new ToolCallId(leased.newId()), parts.secrets());
  }

  private boolean fail(
      ChatModel.Outcome.Failed failed, ShownReply shown, Predicate<Session> wanted) {
    // Not what the endpoint said, which may hold anything; the session's log has that.
    Session asking = leased.session();
    LOG.info(
        "session {}, turn {}: the model failed ({})",
        asking.id(),
        asking.state().openTurn().id(),
        failed.kind().id());
    String message = RecordableText.of(failed.message());
    var failure = new ModelFailure(failed.kind(), message, failed.model());
    return leased.record(
        wanted,
        (session, moment, work) -> {
          shown.withdraw(work);
          Session noted = session.modelFailed(Purpose.REPLY, failure, moment);
          return shown
              .close(noted, "the model failed", moment)
              .fail(failed.kind(), message, moment);
        });
  }

  private <T> T waiting(Predicate<Session> wanted, Callable<T> question)
      throws InterruptedException, NoLongerWantedException {
    try {
      return leased.whileWanted(wanted, question);
    } catch (InterruptedException | NoLongerWantedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("models throw no checked exceptions", e);
    }
  }

  /**
   * The text of a reply that watchers have seen already. Once it is over, nothing more of it is
   * shown, whatever thread a model still shows it from.
   */
  private final class ShownReply implements ChatModel.DeltaSink {

    private final SessionId session;
    private final TurnId turn;
    private final MessageId id;
    private volatile boolean anything;
    private boolean over;

    /** Whether the store may have something of it; asked for by the loop alone. */
    private boolean written;

    ShownReply(Session session, MessageId id) {
      this.session = session.id();
      this.turn = session.state().openTurn().id();
      this.id = id;
    }

    MessageId id() {
      return id;
    }

    @Override
    public void text(String piece) {
      show(new Delta.ReplyText(session, turn, id, piece));
    }

    @Override
    public void reasoning(String piece) {
      show(new Delta.Reasoning(session, turn, id, piece));
    }

    private synchronized void show(Delta delta) {
      if (!over) {
        anything = true;
        parts.feed().publish(delta);
      }
    }

    /** Shows no more of it, and nothing more is written of it for other processes. */
    void stop() {
      refuse();
      written |= parts.feed().ends(session, id);
    }

    private synchronized void refuse() {
      over = true;
    }

    /** What other processes were shown goes with what closes it. */
    void withdraw(UnitOfWork work) {
      if (written) {
        work.partialReplies().remove(session);
      }
    }

    /** Ends it for good, recorded or not. */
    void end() {
      stop();
      parts.feed().over(session, id);
    }

    Session close(Session open, String reason, Moment moment) {
      return anything ? open.discardReply(id, reason, moment) : open;
    }

    void discard(String reason) {
      stop();
      if (anything) {
        leased.record(
            s -> true,
            (s, moment, work) -> {
              withdraw(work);
              return close(s, reason, moment);
            });
      }
    }

    /** Takes back what was shown, as far as what broke the loop lets it. */
    void discardAfter(Throwable broken) {
      try {
        discard("the turn could not go on");
      } catch (RuntimeException e) {
        broken.addSuppressed(e);
      }
    }
  }
}

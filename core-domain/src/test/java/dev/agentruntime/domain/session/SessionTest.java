package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.tool.ToolExecution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionTest {

  private static final SessionSettings SETTINGS =
      Play.settings(TurnLimits.DEFAULT, ToolExecution.CLIENT, RoutingMode.FIRST);
  private static final SessionId ID = new SessionId(new UUID(0, 1));
  private static final Instant FINE = Instant.parse("2026-05-01T12:00:00.123456789Z");
  private static final Instant KEPT = Instant.parse("2026-05-01T12:00:00.123Z");

  @Test
  void a_session_keeps_the_time_as_finely_as_the_stores_do() {
    Session session = Session.create(ID, Owner.LOCAL, SETTINGS, Play.CODER, FINE);
    Session updated = session.update(SETTINGS.withTitle("x"), new Moment(FINE, UUID::randomUUID));

    assertThat(session.state().header().createdAt()).isEqualTo(KEPT);
    assertThat(updated.state().header().updatedAt()).isEqualTo(KEPT);
  }

  @Test
  void acts_collect_their_events_until_they_are_recorded() {
    Session created = Session.create(ID, Owner.LOCAL, SETTINGS, Play.CODER, KEPT);
    Session updated = created.update(SETTINGS.withTitle("x"), new Moment(KEPT, UUID::randomUUID));

    assertThat(updated.unrecorded())
        .containsExactly(
            new SessionEvent.Created(Owner.LOCAL, SessionKind.CONVERSATION, SETTINGS, Play.CODER),
            new SessionEvent.Updated(SETTINGS.withTitle("x")));
    assertThat(created.unrecorded()).hasSize(1);
    Session recorded = updated.recorded(Version.NEW.at(2));
    assertThat(recorded.unrecorded()).isEmpty();
    assertThat(recorded.version().position()).isEqualTo(2);
    assertThat(recorded.id()).isEqualTo(ID);
  }

  @Test
  void a_restored_session_is_the_one_that_was_stored() {
    Play play = Play.coder().says("hello").takesUp();
    play.replies(play.write("a", "1"));

    Session restored = Session.restore(play.session().state(), play.session().version());

    assertThat(restored.state()).isEqualTo(play.session().state());
    assertThat(restored.nextStep()).isEqualTo(play.next());
  }

  @Test
  void a_log_starts_with_the_creation_and_has_only_one() {
    var created =
        new Session.Dated(
            new SessionEvent.Created(Owner.LOCAL, SessionKind.CONVERSATION, SETTINGS, Play.CODER),
            KEPT);
    var closed = new Session.Dated(new SessionEvent.Closed(), KEPT);

    assertThatIllegalArgumentException().isThrownBy(() -> Session.replay(ID, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Session.replay(ID, List.of(closed)));
    assertThatIllegalStateException()
        .isThrownBy(() -> Session.replay(ID, List.of(created, created)));
  }

  @Test
  void a_log_that_closes_what_was_never_asked_is_broken() {
    var created =
        new Session.Dated(
            new SessionEvent.Created(Owner.LOCAL, SessionKind.CONVERSATION, SETTINGS, Play.CODER),
            KEPT);
    var closed =
        new Session.Dated(
            new SessionEvent.ApprovalClosed(
                new ApprovalId(new UUID(0, 5)),
                Optional.empty(),
                new PendingApprovalState.Expired(KEPT)),
            KEPT);

    assertThatIllegalStateException()
        .isThrownBy(() -> Session.replay(ID, List.of(created, closed)))
        .withMessageContaining("is not open");
  }

  @Test
  void an_act_of_the_loop_needs_an_open_turn() {
    Play play = Play.coder();

    assertThatIllegalStateException()
        .isThrownBy(() -> play.replies("to nobody"))
        .withMessageContaining("has no open turn");
  }

  @Test
  void a_version_counts_positions_writes_and_leases() {
    assertThat(Version.NEW.at(3).nextRevision().nextGeneration()).isEqualTo(new Version(3, 1, 1));
  }
}

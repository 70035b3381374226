package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

  @Test
  void every_refusal_says_what_is_wrong() {
    var id = new SessionId(new UUID(0, 1));
    Play play = Play.coder();
    play.requests("deploy", JsonObject.empty());
    Approval decided = play.pending().closed(new PendingApprovalState.Expired(play.moment().at()));

    assertThat(new Refusal.NotFound("session", "x").message()).isEqualTo("there is no session x");
    assertThat(Refusal.Invalid.of(List.of("a", "b")).message()).isEqualTo("a; b");
    assertThat(new Refusal.Closed(id).message())
        .isEqualTo("session " + id + " is closed; it can only be read");
    assertThat(new Refusal.AlreadyDecided(id, decided).message())
        .isEqualTo("approval " + decided.id() + " is expired already");
    assertThat(new Refusal.StaleDigest(Digest.of("")).message())
        .contains("read it again")
        .contains(Digest.of("").hex());
    assertThat(new Refusal.EditRefused("no").message()).contains("no");
    assertThat(new Refusal.SwitchRefused("no").message()).isEqualTo("no");
    assertThat(new Refusal.ResultRefused("no").message()).isEqualTo("no");
    assertThat(
            new Refusal.ResultConflict(new ToolCallId(new UUID(0, 1)), ToolResult.Outcome.CANCELLED)
                .message())
        .contains("(cancelled)", "takes no other");
    assertThat(new Refusal.KeyReused("k").message()).contains("\"k\"", "a key of its own");
    assertThat(new Refusal.VersionConflict(7).message()).contains("position 7", "read it again");
    assertThat(new Refusal.Busy(Optional.empty(), List.of(), List.of()).message())
        .isEqualTo("the session's turn is running; settle or cancel it first");
  }

  @Test
  void an_exception_carries_its_refusal() {
    var refusal = new Refusal.SwitchRefused("no");

    assertThat(new RefusedException(refusal)).hasMessage("no");
    assertThat(new RefusedException(refusal).refusal()).isSameAs(refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void an_owner_has_a_name(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Owner(value));
  }

  @Test
  void the_name_of_an_owner_has_at_most_100_characters() {
    assertThat(new Owner("x".repeat(100))).hasToString("x".repeat(100));
    assertThatIllegalArgumentException().isThrownBy(() -> new Owner("x".repeat(101)));
  }

  @Test
  void ids_are_read_from_their_own_text() {
    var session = new SessionId(new UUID(0, 1));

    assertThat(SessionId.parse(session.toString())).isEqualTo(session);
    assertThat(new TurnId(new UUID(0, 1))).hasToString(session.toString());
    assertThatIllegalArgumentException().isThrownBy(() -> SessionId.parse("mine"));
  }
}

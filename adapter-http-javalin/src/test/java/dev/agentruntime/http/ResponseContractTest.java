package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The contract can be broken; each way is told. */
class ResponseContractTest {

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final String HEALTHY =
      "{\"status\":\"healthy\",\"service\":\"agent-runtime\",\"version\":\"1\"}";

  private final ResponseContract contract = ResponseContract.shipped();

  private ThrowingCallable answer(
      String path, int status, Map<String, String> headers, String body) {
    return () -> contract.check("GET", path, status, headers, Optional.of(body));
  }

  private ThrowingCallable frame(String id, String name, String data) {
    return () ->
        contract.check(
            "GET",
            "/api/v1/sessions/x/events",
            new SseReader.Frame(Optional.of(id).filter(i -> !i.isEmpty()), name, data));
  }

  @Test
  void an_answer_that_is_documented_passes() {
    assertThatCode(answer("/health", 200, JSON, HEALTHY)).doesNotThrowAnyException();
  }

  @Test
  void a_status_that_is_not_documented_fails() {
    assertThatThrownBy(answer("/health", 418, JSON, HEALTHY))
        .hasMessageContaining("GET /health → 418: the document has no such answer of getHealth");
  }

  @Test
  void a_media_type_that_is_not_documented_fails() {
    assertThatThrownBy(answer("/health", 200, Map.of("content-type", "text/html"), HEALTHY))
        .hasMessageContaining("the media type is not documented: text/html");
  }

  @Test
  void a_member_of_the_wrong_kind_fails() {
    assertThatThrownBy(answer("/health", 200, JSON, HEALTHY.replace("\"1\"", "1")))
        .hasMessageContaining("is no Health")
        .hasMessageContaining("/version");
  }

  @Test
  void a_member_that_is_not_documented_fails() {
    assertThatThrownBy(answer("/health", 200, JSON, HEALTHY.replace("}", ",\"more\":1}")))
        .hasMessageContaining("more");
  }

  @Test
  void a_member_that_is_not_documented_fails_in_what_is_made_of_parts() {
    assertThatThrownBy(
            answer(
                "/api/v1/sessions",
                200,
                JSON,
                "{\"data\":[],\"has_more\":false,\"next_cursor\":null,\"total\":0}"))
        .hasMessageContaining("total");
  }

  @Test
  void a_header_that_is_missing_or_malformed_fails() {
    assertThatThrownBy(answer("/api/v1/sessions/x", 200, JSON, "{}"))
        .hasMessageContaining("the header ETag is missing");
    assertThatThrownBy(
            answer(
                "/api/v1/sessions/x",
                200,
                Map.of("content-type", "application/json", "etag", "7"),
                "{}"))
        .hasMessageContaining("the header ETag is Optional[7]");
  }

  @Test
  void a_body_where_none_is_documented_fails() {
    assertThatThrownBy(
            () ->
                contract.check("DELETE", "/api/v1/sessions/x", 204, Map.of(), Optional.of("gone")))
        .hasMessageContaining("the document knows of no body");
  }

  @Test
  void a_method_that_the_path_does_not_take_is_answered_as_other_requests_are() {
    assertThatThrownBy(() -> contract.check("PUT", "/health", 200, JSON, Optional.of(HEALTHY)))
        .hasMessageContaining("no such answer of other requests");
  }

  @Test
  void frames_of_unknown_names_or_with_wrong_data_fail() {
    assertThatCode(frame("", "stream.live", "{\"position\":3}")).doesNotThrowAnyException();
    assertThatThrownBy(frame("", "stream.dead", "{}")).hasMessageContaining("is not documented");
    assertThatThrownBy(frame("", "stream.live", "{}")).hasMessageContaining("position");
    assertThatThrownBy(frame("3", "stream.live", "{\"position\":3}")).hasMessageContaining("id");
    assertThatThrownBy(frame("3", "session.closed", "{\"type\":\"session.closed\"}"))
        .hasMessageContaining("is no EventFrame");
  }
}

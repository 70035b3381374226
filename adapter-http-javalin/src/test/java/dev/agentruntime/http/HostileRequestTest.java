package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that mean one thing to one reader and another to the next, and those that mean none. */
@Timeout(60)
class HostileRequestTest {

  private static final String PAGE = "https://ide.example";
  private static final String SESSIONS = "/api/v1/sessions";
  private static final String JSON = "Content-Type: application/json";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private final Served server = Served.lenient(PAGE);

  @AfterEach
  void stop() {
    server.close();
  }

  /** Sends what is no request of any client, and reads until the server closes. */
  private String raw(String text) throws IOException {
    URI uri = server.uri("/");
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      var answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static String request(String line, String body, String... headers) {
    List<String> lines = new ArrayList<>(List.of(line, "Host: localhost", "Connection: close"));
    lines.addAll(List.of(headers));
    if (Stream.of(headers).noneMatch(h -> h.startsWith("Authorization:"))) {
      lines.add("Authorization: Bearer " + Served.KEY);
    }
    if (!body.isEmpty()
        && Stream.of(headers)
            .noneMatch(h -> h.startsWith("Content-Length") || h.startsWith("Transfer"))) {
      lines.add("Content-Length: " + body.length());
    }
    return String.join("\r\n", lines) + "\r\n\r\n" + body;
  }

  private static List<String> statuses(String answer) {
    Matcher found = STATUS.matcher(answer);
    var statuses = new ArrayList<String>();
    while (found.find()) {
      statuses.add(found.group(1));
    }
    return statuses;
  }

  private int sessions() {
    return server.get(SESSIONS).json().array("data").size();
  }

  private void assertRefused(String request) throws IOException {
    int before = sessions();
    String answer = raw(request);
    assertThat(statuses(answer)).as("%s%n→ %s", request, answer).containsExactly("400");
    assertThat(answer).contains("application/problem+json", "\"code\":\"bad_request\"");
    assertThat(sessions()).isEqualTo(before);
  }

  @Test
  void a_header_that_means_something_once_does_not_come_twice() throws IOException {
    String post = "POST " + SESSIONS + " HTTP/1.1";
    String key = "Authorization: Bearer " + Served.KEY;
    assertRefused(request(post, "{}", JSON, key, key));
    assertRefused(request(post, "{}", JSON, key, "Authorization: Bearer nobody"));
    assertRefused(request(post, "{}", JSON, "Authorization: Bearer nobody", key));
    assertRefused(request(post, "{}", JSON, "Content-Type: text/plain"));
    assertRefused(request(post, "{}", JSON, "Idempotency-Key: a", "Idempotency-Key: b"));
    assertRefused(request(post, "{}", JSON, "Origin: " + PAGE, "Origin: https://evil.example"));
    assertRefused(request(post, "{}", JSON, "Origin: https://evil.example", "Origin: " + PAGE));
    assertRefused(
        request("GET " + SESSIONS + " HTTP/1.1", "", "Last-Event-ID: 1", "Last-Event-ID: 2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 7",
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2, 2",
        "Content-Length: +2",
        "Content-Length: -1",
        "Content-Length: 0x2",
        "Content-Length: 99999999999999999999",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "X: a\r\n Transfer-Encoding: chunked",
        "X: a\rTransfer-Encoding: chunked",
        "X: a\0b",
        "X Y: a",
        ": a",
        "Nothing",
      })
  void a_body_has_one_length_and_a_head_one_reading(String header) throws IOException {
    assertRefused(request("POST " + SESSIONS + " HTTP/1.1", "2\r\n{}\r\n0\r\n\r\n", JSON, header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FFFFFFFFFFFFFFFF\r\n{}", "-2\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "x"})
  void a_chunk_that_has_no_size_ends_the_connection(String chunks) throws IOException {
    assertRefused(
        request("POST " + SESSIONS + " HTTP/1.1", chunks, JSON, "Transfer-Encoding: chunked"));
  }

  @Test
  void what_follows_a_refused_body_is_never_taken_for_a_request() throws IOException {
    String hidden = "DELETE " + SESSIONS + "/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answer =
        raw(request("POST " + SESSIONS + " HTTP/1.1", hidden, JSON, "Content-Length: 9000000000"));
    assertThat(statuses(answer)).containsExactly("413");
  }

  @Test
  void a_body_longer_than_an_int_is_refused_at_once_and_in_every_form() throws IOException {
    String post = "POST " + SESSIONS + " HTTP/1.1";
    for (String length : List.of("2147483648", "4294967297", "9223372036854775807")) {
      assertThat(statuses(raw(request(post, "{}", JSON, "Content-Length: " + length))))
          .containsExactly("413");
      assertThat(statuses(raw(request(post, "{}", "Content-Length: " + length))))
          .containsExactly("415");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PATCH"})
  void no_header_makes_one_method_another(String method) throws IOException {
    String session = server.session("{}");
    for (String other : List.of("DELETE", "delete", "BEFORE", "HEAD", "")) {
      assertRefused(
          request(method + " " + session + " HTTP/1.1", "", "X-HTTP-Method-Override: " + other));
      raw(request(method + " " + session + " HTTP/1.1", "", "X-HTTP-Method: " + other));
      raw(request(method + " " + session + " HTTP/1.1", "", "X-Method-Override: " + other));
    }
    assertThat(server.get(session).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEFORE", "AFTER", "WEBSOCKET_BEFORE_UPGRADE"})
  void a_word_of_the_routers_own_is_no_method(String word) throws IOException {
    String answer =
        raw(
            "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .formatted(word, SESSIONS));
    assertThat(statuses(answer)).hasSize(1).isSubsetOf("400", "405");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health\r\n",
        "GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.2\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        "GET /health HTTP/1.1\nHost: localhost\n\n",
        "GET /health HTTP/1.1\r\nHost: localhost\nX: a\r\n\r\n",
        "\r\n\r\nGET /health HTTP/1.1 x\r\n\r\n",
      })
  void what_is_no_http_of_this_server_is_the_callers_fault(String text) throws IOException {
    assertThat(statuses(raw(text))).containsExactly("400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/../v1/sessions",
        "/api/v1/x/../sessions",
        "/./api/v1/sessions",
        "/api/v1/%2e%2e/v1/sessions",
        "/api/v1/..;/v1/sessions",
        "/api/v1/sessions;a=b",
        "/api;a/v1/sessions",
        "/api//v1/sessions",
        "//api/v1/sessions",
        "/api/v1%2fsessions",
        "/api/v1/sessions%2f",
        "/api/v1/sessions%252f",
        "/api/v1\\sessions",
        "/api/v1/sessions%5c",
        "/%61pi/v1/sessions",
        "/API/v1/sessions",
        "/api/v1/sessions%00",
        "/api/v1/sessions%0d%0aX:1",
        "/api/v1/sessions#x",
        "/api/v1/sessions/%C0%AE",
        "/docs/errors/..%2f..%2fopenapi.json",
        "/docs/errors/../openapi.json",
        "/docs/errors/NOT_FOUND",
        "http://evil.example/api/v1/sessions",
        "http://localhost@evil.example/api/v1/sessions",
        "*",
      })
  void a_path_has_one_spelling(String path) throws IOException {
    assertThat(statuses(raw(request("GET " + path + " HTTP/1.1", ""))))
        .hasSize(1)
        .isSubsetOf("400", "403", "404");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=%zz",
        "limit=%",
        "limit=%1",
        "limit=1%00",
        "limit",
        "limit=1&limit=1",
        "limit=1;x=2",
        "label=%ff%fe=x",
        "label=a=%ED%A0%80",
        "cursor=%ff",
        "&&x",
        "=x",
        "%6Cimit=0",
      })
  void a_query_that_cannot_be_read_is_refused_rather_than_passed_over(String query)
      throws IOException {
    String answer = raw(request("GET " + SESSIONS + "?" + query + " HTTP/1.1", ""));
    assertThat(statuses(answer)).as(answer).containsExactly("400");
    assertThat(answer).contains("\"code\":\"invalid_request\"");
  }

  @Test
  void a_query_is_read_with_its_encoding_taken_off() {
    server.session("{\"labels\":{\"a b\":\"ü=&+\"}}");
    assertThat(server.get(SESSIONS + "?label=a+b%3D%C3%BC%3D%26%2b&limit=%31").json().array("data"))
        .hasSize(1);
  }

  @Test
  void what_is_accepted_may_be_told_in_several_lines() throws IOException {
    String line = "GET " + SESSIONS + " HTTP/1.1";
    assertThat(statuses(raw(request(line, "", "Accept: text/html", "Accept: application/json"))))
        .containsExactly("200");
    assertThat(
            statuses(
                raw(request(line, "", "Accept: text/html", "Accept:\tapplication/json\t;q=0"))))
        .containsExactly("406");
    assertThat(
            statuses(
                raw(
                    request(
                        "POST " + SESSIONS + " HTTP/1.1",
                        "{}",
                        "Content-Type: application/json\t;\tcharset=utf-8"))))
        .containsExactly("201");
  }

  @Test
  void labels_are_bounded_since_every_list_shows_them() {
    String most =
        Stream.iterate(0, i -> i + 1)
            .limit(64)
            .map(i -> "\"l" + i + "\":\"" + "v".repeat(500) + "\"")
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    assertThat(server.post(SESSIONS, "{\"labels\":{" + most + "}}").status()).isEqualTo(201);
    for (String more :
        List.of(
            most + ",\"one\":\"more\"",
            "\"a\":\"" + "v".repeat(501) + "\"",
            "\"" + "n".repeat(501) + "\":\"v\"")) {
      Served.Answer refused = server.post(SESSIONS, "{\"labels\":{" + more + "}}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().array("errors").toString()).contains("/labels");
    }
  }

  @Test
  void no_page_elsewhere_may_embed_what_is_answered() {
    assertThat(server.get("/health").header("Cross-Origin-Resource-Policy"))
        .contains("same-origin");
    assertThat(server.get(SESSIONS + "/x").header("Cross-Origin-Resource-Policy"))
        .contains("same-origin");
  }
}

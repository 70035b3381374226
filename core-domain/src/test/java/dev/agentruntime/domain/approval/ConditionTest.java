package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.detail;
import static dev.agentruntime.domain.approval.Requests.evidence;
import static dev.agentruntime.domain.approval.Requests.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.approval.Condition.Comparison;
import dev.agentruntime.domain.approval.Condition.Test;
import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {

  private static final JsonValue ONE = new JsonNumber(1);
  private static final JsonValue TWO = new JsonNumber(2);
  private static final JsonValue THREE = new JsonNumber(3);
  private static final JsonValue A = new JsonString("a");
  private static final JsonValue B = new JsonString("b");
  private static final JsonValue AB = new JsonString("ab");
  private static final JsonValue YES = new JsonBoolean(true);

  private static final Test GT = new Test.Compares(Comparison.GT, 2);
  private static final Test GTE = new Test.Compares(Comparison.GTE, 2);
  private static final Test LT = new Test.Compares(Comparison.LT, 2);
  private static final Test LTE = new Test.Compares(Comparison.LTE, 2);
  private static final Test EQ = new Test.Equals(A, true);
  private static final Test NE = new Test.Equals(A, false);
  private static final Test EQ_LIST = new Test.Equals(JsonArray.of(A, B), true);
  private static final Test EQ_NULL = new Test.Equals(JsonNull.NULL, true);
  private static final Test IN = new Test.In(List.of(A, ONE));
  private static final Test CONTAINS = new Test.Contains(A);
  private static final Test CONTAINS_ONE = new Test.Contains(ONE);
  private static final Test MATCHES = new Test.Matches(pattern("a+"));
  private static final Test EXISTS = new Test.Exists(true);
  private static final Test ABSENT = new Test.Exists(false);

  /** What a test says of one value, whatever the ruling. */
  record Row(Test test, JsonValue value, Truth truth) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row(GT, ONE, Truth.NO),
        new Row(GT, TWO, Truth.NO),
        new Row(GT, THREE, Truth.YES),
        new Row(GTE, ONE, Truth.NO),
        new Row(GTE, TWO, Truth.YES),
        new Row(GTE, THREE, Truth.YES),
        new Row(LT, ONE, Truth.YES),
        new Row(LT, TWO, Truth.NO),
        new Row(LT, THREE, Truth.NO),
        new Row(LTE, ONE, Truth.YES),
        new Row(LTE, TWO, Truth.YES),
        new Row(LTE, THREE, Truth.NO),
        new Row(new Test.Compares(Comparison.GT, -0.0), new JsonNumber(0), Truth.NO),
        new Row(EQ, A, Truth.YES),
        new Row(EQ, B, Truth.NO),
        new Row(NE, A, Truth.NO),
        new Row(NE, B, Truth.YES),
        new Row(EQ_NULL, JsonNull.NULL, Truth.YES),
        new Row(EQ_LIST, JsonArray.of(A, B), Truth.YES),
        new Row(EQ_LIST, JsonArray.of(B, A), Truth.NO),
        new Row(IN, A, Truth.YES),
        new Row(IN, ONE, Truth.YES),
        new Row(IN, B, Truth.NO),
        new Row(IN, TWO, Truth.NO),
        new Row(CONTAINS, AB, Truth.YES),
        new Row(CONTAINS, B, Truth.NO),
        new Row(CONTAINS, JsonArray.of(B, A), Truth.YES),
        new Row(CONTAINS, JsonArray.of(AB), Truth.NO),
        new Row(CONTAINS_ONE, JsonArray.of(ONE), Truth.YES),
        new Row(MATCHES, new JsonString("aaa"), Truth.YES),
        new Row(MATCHES, AB, Truth.NO),
        new Row(EXISTS, A, Truth.YES),
        new Row(EXISTS, JsonNull.NULL, Truth.YES),
        new Row(EXISTS, JsonArray.of(), Truth.YES),
        new Row(ABSENT, A, Truth.NO));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_test_says_whether_a_value_passes(Row row) {
    for (Ruling ruling : Ruling.values()) {
      assertThat(new Condition("d", row.test()).on(evidence(detail("d", row.value())), ruling))
          .isEqualTo(row.truth());
    }
  }

  /** A value that a test cannot judge. */
  record Strange(Test test, JsonValue value) {}

  static Stream<Strange> strangers() {
    JsonValue object = JsonObject.empty();
    return Stream.of(
            strange(GT, A, YES, JsonNull.NULL, object),
            strange(GTE, A, YES, JsonNull.NULL, object),
            strange(LT, A, YES, JsonNull.NULL, object),
            strange(LTE, A, YES, JsonNull.NULL, object),
            strange(EQ, ONE, YES, JsonNull.NULL, object),
            strange(NE, ONE, YES, JsonNull.NULL, object),
            strange(EQ_NULL, ONE, A),
            strange(EQ_LIST, A, object),
            strange(IN, YES, JsonNull.NULL, object),
            strange(new Test.In(List.of()), A, ONE),
            strange(CONTAINS, ONE, YES, JsonNull.NULL, object),
            strange(CONTAINS_ONE, new JsonString("1"), ONE),
            strange(MATCHES, ONE, YES, JsonNull.NULL, object))
        .flatMap(all -> all);
  }

  private static Stream<Strange> strange(Test test, JsonValue... values) {
    return Stream.of(values).map(value -> new Strange(test, value));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void a_value_of_another_type_never_widens_what_may_run(Strange row) {
    assertNotWidening(row.test(), detail("d", row.value()));
  }

  static Stream<Test> tests() {
    return Stream.of(GT, GTE, LT, LTE, EQ, NE, EQ_LIST, IN, CONTAINS, MATCHES);
  }

  @ParameterizedTest
  @MethodSource("tests")
  void a_missing_value_never_widens_what_may_run(Test test) {
    assertNotWidening(test, JsonObject.empty());
  }

  private static void assertNotWidening(Test test, JsonObject details) {
    var condition = new Condition("d", test);
    PolicyRule free = Requests.rule("free", Ruling.ALLOW, ".*");
    for (Ruling ruling : Ruling.values()) {
      assertThat(condition.on(evidence(details), ruling)).isEqualTo(Truth.UNKNOWN);
    }
    assertThat(ruling(details, Requests.rule("r", Ruling.ALLOW, ".*", condition)))
        .isEqualTo(Ruling.ASK);
    assertThat(ruling(details, Requests.rule("r", Ruling.ASK, ".*", condition), free))
        .isEqualTo(Ruling.ASK);
    assertThat(ruling(details, free, Requests.rule("r", Ruling.DENY, ".*", condition)))
        .isEqualTo(Ruling.ASK);
  }

  private static Ruling ruling(JsonObject details, PolicyRule... rules) {
    return Requests.policy(rules).evaluate(Requests.tool("x", details)).ruling();
  }

  @org.junit.jupiter.api.Test
  void presence_can_be_judged_of_what_is_missing() {
    for (Ruling ruling : Ruling.values()) {
      assertThat(new Condition("d", EXISTS).on(evidence(JsonObject.empty()), ruling))
          .isEqualTo(Truth.NO);
      assertThat(new Condition("d", ABSENT).on(evidence(JsonObject.empty()), ruling))
          .isEqualTo(Truth.YES);
    }
    assertThat(EXISTS.on(A, Ruling.ALLOW, evidence(JsonObject.empty()))).isEqualTo(Truth.YES);
    assertThat(ABSENT.on(A, Ruling.ALLOW, evidence(JsonObject.empty()))).isEqualTo(Truth.NO);
    assertThat(EXISTS.isAboutLists()).isTrue();
  }

  /** What a list means to an allowing rule, and to a stricter one. */
  record ListRow(Test test, JsonArray list, Truth allowing, Truth stricter) {}

  static Stream<ListRow> lists() {
    return Stream.of(
        new ListRow(MATCHES, JsonArray.of(A), Truth.YES, Truth.YES),
        new ListRow(MATCHES, JsonArray.of(B), Truth.NO, Truth.NO),
        new ListRow(MATCHES, JsonArray.of(A, B), Truth.NO, Truth.YES),
        new ListRow(MATCHES, JsonArray.of(B, A), Truth.NO, Truth.YES),
        new ListRow(MATCHES, JsonArray.of(), Truth.UNKNOWN, Truth.UNKNOWN),
        new ListRow(MATCHES, JsonArray.of(ONE), Truth.UNKNOWN, Truth.UNKNOWN),
        new ListRow(MATCHES, JsonArray.of(ONE, A), Truth.UNKNOWN, Truth.YES),
        new ListRow(MATCHES, JsonArray.of(B, ONE), Truth.NO, Truth.UNKNOWN),
        new ListRow(MATCHES, JsonArray.of(A, B, ONE), Truth.NO, Truth.YES),
        new ListRow(MATCHES, JsonArray.of(JsonArray.of(A)), Truth.UNKNOWN, Truth.UNKNOWN),
        new ListRow(GT, JsonArray.of(ONE, THREE), Truth.NO, Truth.YES),
        new ListRow(EQ, JsonArray.of(A, B), Truth.NO, Truth.YES),
        new ListRow(NE, JsonArray.of(A, B), Truth.NO, Truth.YES),
        new ListRow(IN, JsonArray.of(A, ONE), Truth.YES, Truth.YES),
        new ListRow(IN, JsonArray.of(A, B), Truth.NO, Truth.YES),
        new ListRow(new Test.Equals(TWO, true), JsonArray.of(A, B), Truth.UNKNOWN, Truth.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void a_list_must_pass_as_a_whole_and_fails_by_any_item(ListRow row) {
    var condition = new Condition("d", row.test());
    JsonObject details = detail("d", row.list());

    assertThat(condition.on(evidence(details), Ruling.ALLOW)).isEqualTo(row.allowing());
    assertThat(condition.on(evidence(details), Ruling.ASK)).isEqualTo(row.stricter());
    assertThat(condition.on(evidence(details), Ruling.DENY)).isEqualTo(row.stricter());
  }

  @org.junit.jupiter.api.Test
  void a_stray_item_does_not_turn_a_denial_into_a_question() {
    var deny =
        Requests.rule(
            "r", Ruling.DENY, ".*", new Condition("paths", new Test.Matches(pattern("s.*"))));
    JsonObject paths = detail("paths", JsonArray.of(new JsonString("secret"), JsonNull.NULL));

    assertThat(ruling(paths, deny)).isEqualTo(Ruling.DENY);
  }

  /** A detail by name or path, and whether it is found. */
  record Place(String detail, Truth truth) {}

  static Stream<Place> places() {
    return Stream.of(
        new Place("top", Truth.YES),
        new Place("outer.inner", Truth.YES),
        new Place("outer.deep.leaf", Truth.YES),
        new Place("dotted.name", Truth.YES),
        new Place("both.same", Truth.YES),
        new Place(".nameless", Truth.YES),
        // One must not hide the other.
        new Place("hidden.name", Truth.UNKNOWN),
        new Place("outer", Truth.UNKNOWN),
        new Place("outer.other", Truth.UNKNOWN),
        new Place("top.inner", Truth.UNKNOWN),
        new Place("absent.inner", Truth.UNKNOWN),
        new Place("outer.deep.leaf.more", Truth.UNKNOWN),
        new Place("", Truth.UNKNOWN),
        new Place(".", Truth.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("places")
  void a_detail_is_looked_up_at_the_top_and_then_by_path(Place place) {
    JsonObject deep = JsonObject.builder().put("leaf", A).build();
    JsonObject details =
        JsonObject.builder()
            .put("top", A)
            .put("outer", JsonObject.builder().put("inner", A).put("deep", deep).build())
            .put("dotted.name", A)
            .put("", JsonObject.builder().put("nameless", A).build())
            .put("both.same", A)
            .put("both", JsonObject.builder().put("same", A).build())
            .put("hidden.name", A)
            .put("hidden", JsonObject.builder().put("name", B).build())
            .build();

    assertThat(new Condition(place.detail(), EQ).on(evidence(details), Ruling.ALLOW))
        .isEqualTo(place.truth());
  }

  @org.junit.jupiter.api.Test
  void of_a_text_that_is_too_long_to_match_nobody_knows() {
    var anything = new Condition("text", new Condition.Test.Matches(pattern(".*")));
    int most = TextPattern.MAX_TEXT;

    assertThat(anything.on(evidence(detail("text", new JsonString("x".repeat(most)))), Ruling.ASK))
        .isEqualTo(Truth.YES);
    assertThat(
            anything.on(evidence(detail("text", new JsonString("x".repeat(most + 1)))), Ruling.ASK))
        .isEqualTo(Truth.UNKNOWN);
  }

  @org.junit.jupiter.api.Test
  void numbers_are_compared_with_numbers_only() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Test.Compares(Comparison.LT, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Test.Compares(Comparison.LT, Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @EnumSource(Ruling.class)
  void the_operands_of_a_test_do_not_change(Ruling ruling) {
    var operands = new java.util.ArrayList<JsonValue>(List.of(A));
    var condition = new Condition("d", new Test.In(operands));
    operands.add(B);

    assertThat(condition.on(evidence(new JsonObject(Map.of("d", B))), ruling)).isEqualTo(Truth.NO);
  }
}

package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.Authenticate;
import dev.agentruntime.application.access.CreateApiKey;
import dev.agentruntime.application.access.CreateApiKeyHandler;
import dev.agentruntime.application.access.ListApiKeys;
import dev.agentruntime.application.access.RevokeApiKey;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.RequestApprovalHandler;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.port.RateMeter.Outcome;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.session.Accepted;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CancelTurnHandler;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.CreateSessionHandler;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.DeleteSessionHandler;
import dev.agentruntime.application.session.ExpireDue;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SendMessageHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.application.session.SwitchAgentHandler;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.application.session.UpdateSessionHandler;
import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a store owes a server that many clients talk to: requests that happen once, one order over
 * all sessions, keys, rates. Each test uses owners of its own, so a store may be shared.
 */
@Timeout(120)
public abstract class ServingContract {

  private static final AgentProfiles AGENTS = BuiltinAgents.byDefault();

  private final Supplier<UUID> ids = new CountingIds();
  private Persistence persistence;
  private Owner owner;
  private SessionCommands commands;

  /** The store to test. Its clock must follow {@link #advance}. */
  protected abstract Persistence open() throws Exception;

  /** Moves the store's clock on. */
  protected abstract void advance(Duration time);

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  /** The store of the running test. */
  protected final Persistence persistence() {
    return persistence;
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
    commands =
        new SessionCommands(
            persistence, new EventFeed(persistence.reads()), woken -> {}, new CountingIds());
  }

  @AfterEach
  final void releaseStore() {
    Invariants.checkCauses(persistence, owner);
    release(persistence);
  }

  // Requests that happen once.

  private RequestKey key(String path, String key, String body) {
    return new RequestKey(owner, "POST", path, key, Digest.of(body));
  }

  private SessionCommands once(RequestKey... keys) {
    return commands.once(List.of(keys));
  }

  private SessionId create(SessionCommands on) {
    return create(on, owner);
  }

  private static SessionId create(SessionCommands on, Owner whose) {
    return new CreateSessionHandler(on, AGENTS, new DeclaredTools(new ToolSchemas()))
        .handle(
            new CreateSession(
                whose, Workshop.settings(), Optional.of(new AgentName("coder")), Optional.empty()));
  }

  private Accepted say(SessionCommands on, SessionId session, String text) {
    return new SendMessageHandler(on, AGENTS)
        .handle(new SendMessage(owner, session, text, Optional.empty(), IfBusy.INTERRUPT));
  }

  private int sizeOfLog(SessionId session) {
    return Invariants.log(persistence, session).size();
  }

  @Test
  void a_request_that_comes_again_does_nothing_and_is_answered_as_it_was() {
    SessionId session = create(once(key("/sessions", "a", "new")));
    Accepted said = say(once(key("/messages", "a", "hi")), session, "hi");
    int recorded = sizeOfLog(session);

    assertThat(create(once(key("/sessions", "a", "new")))).isEqualTo(session);
    assertThat(say(once(key("/messages", "a", "hi")), session, "hi")).isEqualTo(said);
    assertThat(sizeOfLog(session)).isEqualTo(recorded);
    assertThat(say(once(key("/messages", "b", "hi")), session, "hi")).isNotEqualTo(said);
  }

  private final PoliciesInForce policies = new PoliciesInForce(ApprovalMode.READS.document());

  @Test
  void every_command_that_takes_a_key_answers_the_same_twice() {
    SessionId session = create(commands);
    var update =
        new UpdateSession(
            owner, session, OptionalLong.of(1), settings -> settings.withTitle("other"));
    var ask =
        new RequestApproval(
            owner,
            Optional.of(session),
            new RequestApproval.Wanted(new ApprovalType("trip"), "it", JsonObject.empty()),
            new Petition(Optional.of("why"), Optional.empty(), Optional.empty()));
    twice(
        "update",
        on -> new UpdateSessionHandler(on, new DeclaredTools(new ToolSchemas())).handle(update));
    twice(
        "switch",
        on ->
            new SwitchAgentHandler(on, AGENTS)
                .handle(new SwitchAgent(owner, session, new AgentName("ask"), "why")));
    twice("request", on -> new RequestApprovalHandler(on, policies).handle(ask));
    twice("cancel", on -> new CancelTurnHandler(on).handle(new CancelTurn(owner, session, "")));
    twice("delete", on -> new DeleteSessionHandler(on).handle(new DeleteSession(owner, session)));
    assertThat(
            persistence
                .reads()
                .approvals(
                    owner,
                    new ApprovalFilter(
                        Optional.empty(), Optional.empty(), Optional.empty(), 10, Optional.empty()))
                .items())
        .hasSizeLessThanOrEqualTo(1);
  }

  private interface Command {
    Object on(SessionCommands commands);
  }

  private void twice(String path, Command command) {
    Object first = command.on(once(key("/" + path, "k", path)));
    assertThat(command.on(once(key("/" + path, "k", path)))).as(path).isEqualTo(first);
  }

  @Test
  void a_key_of_another_request_is_refused_and_nothing_happens() {
    SessionId session = create(commands);
    say(once(key("/messages", "a", "hi")), session, "hi");
    int recorded = sizeOfLog(session);

    assertThatThrownBy(() -> say(once(key("/messages", "a", "ho")), session, "ho"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(new Refusal.KeyReused("a")));
    assertThat(sizeOfLog(session)).isEqualTo(recorded);
  }

  @Test
  void a_key_belongs_to_its_owner_method_and_path() {
    SessionId session = create(once(key("/sessions", "a", "new")));
    RequestKey same = key("/sessions", "a", "new");

    assertThat(create(once(key("/other", "a", "new")))).isNotEqualTo(session);
    assertThat(create(once(new RequestKey(owner, "PUT", "/sessions", "a", same.request()))))
        .isNotEqualTo(session);
    var stranger = new Owner("stranger-" + ids.get());
    assertThat(create(once(new RequestKey(stranger, "POST", "/sessions", "a", same.request()))))
        .isNotEqualTo(session);
  }

  @Test
  void a_request_known_by_one_of_its_keys_is_known_by_all_of_them() {
    SessionId session = create(once(key("/sessions", "first", "new")));
    SessionId again =
        create(once(key("/sessions", "second", "new"), key("/sessions", "first", "new")));

    assertThat(again).isEqualTo(session);
    assertThat(create(once(key("/sessions", "second", "new")))).isEqualTo(session);
  }

  @Test
  void a_command_that_is_refused_leaves_its_key_free() {
    SessionId session = create(commands);

    assertThatThrownBy(() -> say(once(key("/messages", "a", "")), session, ""))
        .isInstanceOf(RefusedException.class);
    assertThat(say(once(key("/messages", "a", "hi")), session, "hi").position()).isPositive();
  }

  @Test
  void a_key_is_free_again_when_it_expired() {
    SessionId session = create(once(key("/sessions", "a", "new")));
    advance(Duration.ofHours(25));

    assertThat(create(once(key("/sessions", "a", "another")))).isNotEqualTo(session);
  }

  @Test
  void expired_keys_are_removed_and_others_stay() {
    create(once(key("/sessions", "old", "new")));
    create(once(key("/sessions", "older", "new")));
    advance(Duration.ofHours(25));
    SessionId young = create(once(key("/sessions", "young", "new")));

    assertThat(removeExpired(1)).isEqualTo(1);
    assertThat(removeExpired(1000)).isPositive();
    assertThat(removeExpired(1000)).isZero();
    assertThat(create(once(key("/sessions", "young", "new")))).isEqualTo(young);
  }

  private int removeExpired(int most) {
    return persistence.inTransaction(work -> work.requests().removeExpired(most));
  }

  @Test
  void an_answer_needs_a_claim() {
    assertThatThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      work.requests().answer(key("/sessions", "a", "new"), JsonObject.empty());
                      return true;
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void equal_requests_at_the_same_time_have_one_effect_and_one_answer() {
    SessionId session = create(commands);
    int before = sizeOfLog(session);
    Callable<Accepted> request = () -> say(once(key("/messages", "a", "hi")), session, "hi");
    List<Accepted> answers = PersistenceContract.runTogether(Collections.nCopies(6, request));

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst().position()).isEqualTo(sizeOfLog(session));
    assertThat(sizeOfLog(session)).isGreaterThan(before);
  }

  @Test
  void a_duplicate_waits_for_the_commit_of_the_first() throws Exception {
    RequestKey key = key("/sessions", "a", "new");
    JsonObject answer = JsonObject.builder().put("answer", 1).build();
    var claimed = new Gate();
    List<Callable<Optional<JsonObject>>> both =
        List.of(
            () -> {
              persistence.inTransaction(
                  work -> {
                    work.requests().claim(key, Duration.ofHours(1));
                    claimed.passDeaf();
                    work.requests().answer(key, answer);
                    return true;
                  });
              return Optional.empty();
            },
            () -> {
              claimed.awaitReached();
              claimed.open();
              return persistence.inTransaction(
                  work -> {
                    Optional<JsonObject> known =
                        work.requests().claim(key, Duration.ofHours(1)).map(was -> was.answer());
                    return known;
                  });
            });

    assertThat(PersistenceContract.runTogether(both))
        .containsExactly(Optional.empty(), Optional.of(answer));
  }

  @Test
  void an_update_of_a_session_that_moved_on_is_refused() {
    SessionId session = create(commands);
    var handler = new UpdateSessionHandler(commands, new DeclaredTools(new ToolSchemas()));
    long at = handler.handle(new UpdateSession(owner, session, s -> s.withTitle("one"))).position();

    assertThatThrownBy(
            () ->
                handler.handle(
                    new UpdateSession(
                        owner, session, OptionalLong.of(at - 1), s -> s.withTitle("two"))))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(new Refusal.VersionConflict(at)));
    var updated =
        handler.handle(
            new UpdateSession(owner, session, OptionalLong.of(at), s -> s.withTitle("two")));
    assertThat(updated.settings().title()).isEqualTo("two");
    assertThat(updated.position()).isEqualTo(at + 1);
  }

  // How the store stands.

  private StoreStanding standing() {
    return persistence.reads().standing();
  }

  private Story story() {
    return Story.begin(persistence, ids, owner, Workshop.settings());
  }

  private Optional<Instant> oldestPendingOf(Story story) {
    return story.session().state().approvals().values().stream()
        .filter(Approval::isPending)
        .map(approval -> approval.asked().at())
        .min(Comparator.naturalOrder());
  }

  /** How many more there are now; of a shared store nobody knows what others left in it. */
  private Map<SessionStatus, Long> sessionsSince(StoreStanding before) {
    Map<SessionStatus, Long> more = new EnumMap<>(SessionStatus.class);
    standing()
        .sessions()
        .forEach(
            (status, count) ->
                more.put(status, count - before.sessions().getOrDefault(status, 0L)));
    more.values().removeIf(count -> count == 0);
    return more;
  }

  private ApprovalId askedOutsideOfAll() {
    return new RequestApprovalHandler(commands, policies)
        .handle(
            new RequestApproval(
                owner,
                Optional.empty(),
                new RequestApproval.Wanted(new ApprovalType("trip"), "it", JsonObject.empty()),
                new Petition(Optional.of("why"), Optional.empty(), Optional.empty())));
  }

  @Test
  void the_standing_counts_conversations_by_status_whosever_they_are() {
    StoreStanding before = standing();
    story();
    create(commands, new Owner("owner-" + ids.get()));
    Stories.working(story());
    Stories.asking(story());
    story().outside(Session::close);
    story().outside(Session::close).outside(Session::delete);
    askedOutsideOfAll();

    assertThat(sessionsSince(before))
        .as("neither what is deleted nor what is no conversation")
        .isEqualTo(
            Map.of(
                SessionStatus.IDLE,
                2L,
                SessionStatus.RUNNING,
                1L,
                SessionStatus.WAITING,
                1L,
                SessionStatus.CLOSED,
                1L));
  }

  @Test
  void the_standing_counts_what_waits_for_people_and_knows_since_when() {
    StoreStanding before = standing();
    Story first = Stories.asking(story());
    advance(Duration.ofMinutes(1));
    Story second = Stories.asking(story());
    advance(Duration.ofMinutes(1));
    askedOutsideOfAll();

    assertThat(standing().approvalsPending() - before.approvalsPending()).isEqualTo(3);
    assertThat(standing().oldestPending())
        .as("of this test's, unless others left an older one")
        .isEqualTo(before.oldestPending().or(() -> oldestPendingOf(first)));
    first.outside((s, m) -> Stories.decide(s, new ApprovalDecision.Approve(), Optional.empty(), m));
    assertThat(standing().approvalsPending() - before.approvalsPending()).isEqualTo(2);
    assertThat(standing().oldestPending())
        .as("the next in age")
        .isEqualTo(before.oldestPending().or(() -> oldestPendingOf(second)));
  }

  // One order over all sessions.

  private List<LedgerEntry> ledger(Optional<String> after, int most) {
    return persistence.reads().ledger(LedgerQuery.of(owner, after, most));
  }

  @Test
  void the_ledger_has_the_events_of_all_sessions_of_an_owner_in_the_order_they_came() {
    SessionId first = create(commands);
    SessionId second = create(commands);
    say(commands, first, "one");
    new DeleteSessionHandler(commands).handle(new DeleteSession(owner, second));
    say(commands, first, "two");
    List<RecordedEvent> told =
        ledger(Optional.empty(), 1000).stream().map(LedgerEntry::event).toList();

    assertThat(told).startsWith(event(first, 1), event(second, 1)).contains(event(second, 2));
    assertThat(told.stream().filter(e -> e.session().equals(first)).toList())
        .isEqualTo(Invariants.log(persistence, first));
    assertThat(told).endsWith(Invariants.log(persistence, first).getLast());
    assertThat(told).hasSize(sizeOfLog(first) + sizeOfLog(second));
  }

  private RecordedEvent event(SessionId session, int position) {
    return Invariants.log(persistence, session).get(position - 1);
  }

  @Test
  void the_ledger_is_read_page_by_page_and_goes_on_behind_its_end() {
    SessionId session = create(commands);
    say(commands, session, "one");
    List<LedgerEntry> all = ledger(Optional.empty(), 1000);
    List<LedgerEntry> paged = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    List<LedgerEntry> page = ledger(cursor, 2);
    while (!page.isEmpty()) {
      paged.addAll(page);
      cursor = Optional.of(page.getLast().cursor());
      page = ledger(cursor, 2);
    }

    assertThat(paged).isEqualTo(all);
    assertThat(persistence.reads().ledgerEnd()).isEqualTo(all.getLast().cursor());
    say(commands, session, "two");
    assertThat(ledger(cursor, 1).getFirst().event()).isEqualTo(event(session, all.size() + 1));
    assertThat(all.stream().map(LedgerEntry::cursor).allMatch(persistence.reads()::isWithinLedger))
        .isTrue();
  }

  @Test
  void another_owners_events_are_not_in_the_ledger() {
    create(commands);

    assertThat(
            persistence.reads().ledger(LedgerQuery.of(new Owner("nobody"), Optional.empty(), 1000)))
        .isEmpty();
  }

  @Test
  void the_whole_ledger_has_the_events_of_all_owners_and_tells_whose_they_are() {
    SessionId mine = create(commands);
    String place = persistence.reads().ledgerEnd();
    say(commands, mine, "one");
    var stranger = new Owner("stranger");
    SessionId theirs = create(commands, stranger);

    List<LedgerEntry> all =
        persistence.reads().ledger(new LedgerQuery(Optional.empty(), Optional.of(place), 1000));

    assertThat(all.stream().filter(entry -> entry.event().session().equals(mine)))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.owner()).isEqualTo(owner));
    assertThat(all.stream().filter(entry -> entry.event().session().equals(theirs)))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.owner()).isEqualTo(stranger));
    assertThat(all.stream().filter(entry -> entry.owner().equals(owner)).toList())
        .isEqualTo(ledger(Optional.of(place), 1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "ledger-", "ledger--1", "bGVkZ2Vy", "c2Vzc2lvbnMgMSAy"})
  void a_text_that_is_no_cursor_of_the_ledger_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ledger(Optional.of(text), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> persistence.reads().isWithinLedger(text));
  }

  @Test
  void the_ledger_of_an_owner_is_told_live_and_whole_while_many_write() throws Exception {
    var feed = new EventFeed(persistence.reads());
    var writing = new SessionCommands(persistence, feed, woken -> {}, new CountingIds());
    List<SessionId> sessions = List.of(create(writing), create(writing), create(writing));
    List<RecordedEvent> told = new ArrayList<>();
    try (LedgerStream stream = feed.openLedger(owner, Optional.empty())) {
      List<Callable<Integer>> writers =
          sessions.stream()
              .<Callable<Integer>>map(
                  session ->
                      () -> {
                        for (int i = 0; i < 10; i++) {
                          say(writing, session, "text " + i);
                        }
                        return sizeOfLog(session);
                      })
              .toList();
      int total = PersistenceContract.runTogether(writers).stream().mapToInt(n -> n).sum();
      while (told.size() < total) {
        switch (stream.take(Duration.ofSeconds(20)).orElseThrow()) {
          case LedgerStreamEntry.Recorded recorded -> told.add(recorded.event());
          case LedgerStreamEntry.Live live -> {}
          case LedgerStreamEntry.Reset reset -> throw new AssertionError("reset");
          case LedgerStreamEntry.Ended ended -> throw new AssertionError("ended");
        }
      }
    }
    for (SessionId session : sessions) {
      assertThat(told.stream().filter(e -> e.session().equals(session)).toList())
          .isEqualTo(Invariants.log(persistence, session));
    }
  }

  // Time.

  private List<SessionId> due() {
    return persistence.inTransaction(work -> work.sessions().due(1000));
  }

  @Test
  void a_session_is_due_when_the_time_of_a_request_is_over_and_until_it_is_closed() {
    SessionId session = create(commands);
    var patient = new UpdateSession(owner, session, settings -> settings.withTitle("waits"));
    new UpdateSessionHandler(commands, new DeclaredTools(new ToolSchemas())).handle(patient);
    new RequestApprovalHandler(commands, policies)
        .handle(
            new RequestApproval(
                owner,
                Optional.of(session),
                new RequestApproval.Wanted(new ApprovalType("trip"), "it", JsonObject.empty()),
                new Petition(
                    Optional.of("why"), Optional.of(Duration.ofMinutes(5)), Optional.empty())));
    assertThat(due()).doesNotContain(session);
    advance(Duration.ofMinutes(6));
    assertThat(due()).containsOnlyOnce(session);
    assertThat(new ExpireDueHandler(commands, persistence, policies).handle(ExpireDue.SOME))
        .isPositive();
    assertThat(due()).isEmpty();
    assertThat(Invariants.log(persistence, session).getLast().type()).isEqualTo("approval.expired");
    Invariants.check(persistence, session);
  }

  @Test
  void a_session_is_due_when_the_time_of_the_client_is_over() {
    Story story = Stories.requested(Story.begin(persistence, ids, owner, Workshop.settings()));
    assertThat(due()).doesNotContain(story.id());
    advance(Duration.ofHours(25));
    assertThat(due()).contains(story.id());
    new ExpireDueHandler(commands, persistence, policies).handle(ExpireDue.SOME);
    assertThat(due()).doesNotContain(story.id());
    Invariants.check(persistence, story.id());
  }

  // Keys.

  private CreateApiKeyHandler.Created newKey(String name, Role role) {
    return new ApiKeys(persistence).create(new CreateApiKey(owner, name, role));
  }

  private Optional<ApiKey> authenticate(String token) {
    return new ApiKeys(persistence).authenticate(new Authenticate(token));
  }

  @Test
  void a_key_is_known_by_its_token_and_by_no_other() {
    CreateApiKeyHandler.Created one = newKey("ci", Role.USER);
    CreateApiKeyHandler.Created other = newKey("laptop", Role.ADMIN);
    String secret = one.secretToken().substring(20);

    assertThat(authenticate(one.secretToken())).contains(one.key());
    assertThat(authenticate(other.secretToken())).contains(other.key());
    assertThat(authenticate("ar_" + other.key().id() + "_" + secret)).isEmpty();
    assertThat(authenticate("ar_0123456789abcdef_" + secret)).isEmpty();
    assertThat(one.secretToken()).matches("ar_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
    assertThat(one.key().owner()).isEqualTo(owner);
  }

  @Test
  void a_revoked_key_opens_nothing_and_stays_in_the_list() {
    CreateApiKeyHandler.Created key = newKey("ci", Role.APPROVER);
    var keys = new ApiKeys(persistence);
    advance(Duration.ofMinutes(1));
    ApiKey revoked = keys.revoke(new RevokeApiKey(owner, key.key().id()));
    advance(Duration.ofMinutes(1));

    assertThat(authenticate(key.secretToken())).isEmpty();
    assertThat(revoked.revokedAt()).isPresent();
    assertThat(keys.revoke(new RevokeApiKey(owner, key.key().id()))).isEqualTo(revoked);
    assertThat(keys.list(new ListApiKeys(Optional.of(owner)))).containsExactly(revoked);
  }

  @Test
  void keys_are_listed_per_owner_or_all_and_revoked_by_their_owner_alone() {
    CreateApiKeyHandler.Created key = newKey("ci", Role.USER);
    advance(Duration.ofMillis(1));
    CreateApiKeyHandler.Created second = newKey("cd", Role.USER);
    var keys = new ApiKeys(persistence);
    var stranger = new Owner("stranger-" + ids.get());

    assertThat(keys.list(new ListApiKeys(Optional.of(owner))))
        .containsExactly(key.key(), second.key());
    assertThat(keys.list(new ListApiKeys(Optional.of(stranger)))).isEmpty();
    assertThat(keys.list(new ListApiKeys(Optional.empty()))).contains(key.key(), second.key());
    assertThatThrownBy(() -> keys.revoke(new RevokeApiKey(stranger, key.key().id())))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(e.refusal())
                    .isEqualTo(new Refusal.NotFound("key", key.key().id().toString())));
    assertThat(authenticate(key.secretToken())).isPresent();
  }

  // Rates.

  private static final RateLimit FIVE = new RateLimit(60, 5);

  private Outcome take(RateLimit limit) {
    return persistence.rates().take(owner.value(), limit);
  }

  @Test
  void a_burst_is_allowed_and_then_what_comes_back_in_time() {
    for (int left = 4; left >= 0; left--) {
      assertThat(((Outcome.Allowed) take(FIVE)).remaining()).isBetween(left, 4);
    }
    Duration wait = untilExhausted(FIVE);
    assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    advance(wait);
    assertThat(take(FIVE)).isInstanceOf(Outcome.Allowed.class);
    advance(Duration.ofMinutes(10));
    assertThat(take(FIVE)).isEqualTo(new Outcome.Allowed(4));
  }

  /** On a store whose clock runs a token may come back meanwhile. */
  private Duration untilExhausted(RateLimit limit) {
    while (true) {
      if (take(limit) instanceof Outcome.Exhausted exhausted) {
        return exhausted.retryAfter();
      }
    }
  }

  @Test
  void subjects_do_not_share_a_rate() {
    untilExhausted(FIVE);

    assertThat(persistence.rates().take("another-" + ids.get(), FIVE))
        .isEqualTo(new Outcome.Allowed(4));
  }

  @Test
  void a_limit_that_was_lowered_holds_at_once() {
    take(new RateLimit(6000, 100));

    assertThat(take(new RateLimit(1, 2))).isEqualTo(new Outcome.Allowed(1));
    assertThat(take(new RateLimit(1, 2))).isEqualTo(new Outcome.Allowed(0));
    assertThat(take(new RateLimit(1, 2)))
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class,
            e ->
                assertThat(e.retryAfter())
                    .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1)));
  }

  @Test
  void no_more_than_the_burst_is_allowed_to_many_at_once() {
    var slow = new RateLimit(1, 10);
    Callable<Outcome> one = () -> take(slow);
    List<Outcome> outcomes = PersistenceContract.runTogether(Collections.nCopies(16, one));

    assertThat(outcomes).filteredOn(Outcome.Allowed.class::isInstance).hasSize(10);
    assertThat(outcomes).filteredOn(Outcome.Allowed.class::isInstance).doesNotHaveDuplicates();
  }

  // Servers.

  @Test
  void a_store_of_its_own_has_its_server() {
    LeaseOwner me = Story.owner(ids);

    assertThat(persistence.claimServer(me)).isEqualTo(new ServerClaim.Granted());
    assertThat(persistence.claimServer(me)).isEqualTo(new ServerClaim.Granted());
  }
}

package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.WebhookReads;
import dev.agentruntime.application.port.WebhookRepository;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookSecret;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Webhooks and deliveries as one transaction sees and leaves them. */
final class InMemoryWebhooks implements WebhookRepository {

  /** A webhook with what it is signed with. */
  private record Kept(Webhook webhook, WebhookSecret secret, List<Former> former) {
    List<WebhookSecret> secrets(Instant now) {
      return Stream.concat(Stream.of(secret), valid(now).map(Former::secret)).toList();
    }

    Stream<Former> valid(Instant now) {
      return former.stream().filter(old -> now.isBefore(old.until()));
    }
  }

  private record Former(WebhookSecret secret, Instant until) {}

  private record Key(WebhookId webhook, UUID event) {}

  /** What is committed; never changed. */
  record Shelf(Map<WebhookId, Kept> webhooks, Map<Key, Delivery> deliveries) {
    static final Shelf EMPTY = new Shelf(Map.of(), Map.of());
  }

  private final Map<WebhookId, Kept> webhooks;
  private final Map<Key, Delivery> deliveries;
  private final Instant now;

  InMemoryWebhooks(Shelf committed, Instant now) {
    this.webhooks = new LinkedHashMap<>(committed.webhooks());
    this.deliveries = new LinkedHashMap<>(committed.deliveries());
    this.now = now;
  }

  Shelf shelf() {
    return new Shelf(webhooks, deliveries);
  }

  @Override
  public void add(Webhook webhook, WebhookSecret secret) {
    webhooks.put(webhook.id(), new Kept(webhook, secret, List.of()));
  }

  @Override
  public Optional<Webhook> lock(Owner owner, WebhookId id) {
    return Optional.ofNullable(webhooks.get(id))
        .map(Kept::webhook)
        .filter(webhook -> webhook.owner().equals(owner));
  }

  @Override
  public int lockCount(Owner owner) {
    return of(shelf(), owner).size();
  }

  @Override
  public List<Webhook> inForce() {
    return inForce(shelf());
  }

  @Override
  public void save(Webhook webhook) {
    webhooks.computeIfPresent(
        webhook.id(), (id, kept) -> new Kept(webhook, kept.secret(), kept.former()));
  }

  @Override
  public void rotate(WebhookId id, WebhookSecret secret, Instant until) {
    webhooks.computeIfPresent(id, (same, kept) -> rotated(kept, secret, until));
  }

  private Kept rotated(Kept kept, WebhookSecret secret, Instant until) {
    return new Kept(
        kept.webhook(),
        secret,
        Stream.concat(Stream.of(new Former(kept.secret(), until)), kept.valid(now))
            .limit(WebhookSecret.MOST_FORMER)
            .toList());
  }

  @Override
  public void remove(WebhookId id) {
    webhooks.remove(id);
    deliveries.keySet().removeIf(key -> key.webhook().equals(id));
  }

  @Override
  public void enqueue(Collection<Delivery> more) {
    more.forEach(
        delivery ->
            deliveries.putIfAbsent(new Key(delivery.webhook(), delivery.event()), delivery));
  }

  @Override
  public Optional<Claim> claim(WebhookId webhook, int most, Duration patience) {
    return Optional.ofNullable(webhooks.get(webhook))
        .filter(kept -> kept.webhook().stopped().isEmpty())
        .map(kept -> new Claim(kept.webhook(), kept.secrets(now), taken(webhook, most, patience)));
  }

  private List<Delivery> taken(WebhookId webhook, int most, Duration patience) {
    List<Delivery> taken =
        deliveries.values().stream()
            .filter(delivery -> delivery.webhook().equals(webhook) && isDue(delivery, now))
            .sorted(
                Comparator.comparing((Delivery delivery) -> delivery.progress().due())
                    .thenComparing(delivery -> delivery.event().toString()))
            .limit(most)
            .map(delivery -> delivery.taken(now.plus(patience)))
            .toList();
    taken.forEach(this::put);
    return taken;
  }

  private void put(Delivery delivery) {
    deliveries.put(new Key(delivery.webhook(), delivery.event()), delivery);
  }

  @Override
  public boolean settle(Delivery delivery) {
    Delivery there = deliveries.get(new Key(delivery.webhook(), delivery.event()));
    boolean last =
        there != null
            && there.progress().state() == Delivery.State.PENDING
            && there.progress().attempts() == delivery.progress().attempts();
    if (last) {
      put(delivery);
    }
    return last;
  }

  @Override
  public boolean revive(WebhookId webhook, UUID event) {
    Optional<Delivery> dead =
        Optional.ofNullable(deliveries.get(new Key(webhook, event)))
            .filter(delivery -> delivery.progress().state() == Delivery.State.DEAD);
    dead.map(delivery -> delivery.revived(now)).ifPresent(this::put);
    return dead.isPresent();
  }

  @Override
  public boolean hasOld(Instant before) {
    return tooOld().findAny().isPresent() || done(before).findAny().isPresent();
  }

  private Stream<Delivery> tooOld() {
    return deliveries.values().stream()
        .filter(delivery -> delivery.progress().state() == Delivery.State.PENDING)
        .filter(delivery -> delivery.progress().expiresAt().isBefore(now));
  }

  private Stream<Key> done(Instant before) {
    return deliveries.entrySet().stream()
        .filter(entry -> entry.getValue().progress().state() != Delivery.State.PENDING)
        .filter(entry -> entry.getValue().progress().due().isBefore(before))
        .map(Map.Entry::getKey);
  }

  @Override
  public int giveUp(int most) {
    List<Delivery> old = tooOld().limit(most).toList();
    old.forEach(delivery -> put(delivery.givenUp(now)));
    return old.size();
  }

  @Override
  public int prune(Instant before, int most) {
    List<Key> old = done(before).limit(most).toList();
    old.forEach(deliveries::remove);
    return old.size();
  }

  private static boolean isDue(Delivery delivery, Instant now) {
    return delivery.progress().state() == Delivery.State.PENDING
        && !delivery.progress().due().isAfter(now);
  }

  private static List<Webhook> of(Shelf shelf, Owner owner) {
    return shelf.webhooks().values().stream()
        .map(Kept::webhook)
        .filter(webhook -> webhook.owner().equals(owner))
        .toList();
  }

  private static List<Webhook> inForce(Shelf shelf) {
    return shelf.webhooks().values().stream()
        .map(Kept::webhook)
        .filter(webhook -> webhook.stopped().isEmpty())
        .toList();
  }

  /**
   * Reads what is committed.
   *
   * @param place the number in a cursor of the ledger
   */
  record Reads(Books books, Instant now, Function<Optional<String>, Integer> place)
      implements WebhookReads {

    @Override
    public List<Webhook> of(Owner owner) {
      return InMemoryWebhooks.of(books.webhooks(), owner);
    }

    @Override
    public List<Webhook> inForce() {
      return InMemoryWebhooks.inForce(books.webhooks());
    }

    @Override
    public List<WebhookId> due() {
      Shelf shelf = books.webhooks();
      return InMemoryWebhooks.inForce(shelf).stream()
          .map(Webhook::id)
          .filter(
              id ->
                  shelf.deliveries().values().stream()
                      .anyMatch(delivery -> delivery.webhook().equals(id) && isDue(delivery, now)))
          .toList();
    }

    @Override
    public Page<Delivery> deliveries(WebhookId webhook, DeliveryFilter filter) {
      return InMemoryReads.page(
          books.webhooks().deliveries().values().stream()
              .filter(delivery -> delivery.webhook().equals(webhook))
              .filter(
                  delivery -> filter.state().map(delivery.progress().state()::equals).orElse(true))
              .sorted(
                  Comparator.comparing((Delivery delivery) -> delivery.progress().enqueuedAt())
                      .thenComparing(delivery -> delivery.event().toString())
                      .reversed()),
          "deliveries-",
          filter.most(),
          filter.cursor());
    }

    @Override
    public List<Occurrence> occurrences(
        Optional<String> after, Collection<String> types, Instant since, int most) {
      return books
          .ledger(
              Optional.empty(), place.apply(after), Integer.MAX_VALUE, InMemoryReads::ledgerCursor)
          .stream()
          .filter(entry -> types.contains(entry.event().type()))
          .filter(entry -> !entry.event().isBookkeeping())
          .filter(entry -> !entry.event().at().isBefore(since))
          .limit(most)
          .map(Reads::occurrence)
          .toList();
    }

    private static Occurrence occurrence(LedgerEntry entry) {
      RecordedEvent event = entry.event();
      return new Occurrence(
          entry.cursor(),
          entry.owner(),
          event.id(),
          new Occurrence.Place(event.session(), event.position()),
          event.type(),
          event.at());
    }
  }
}

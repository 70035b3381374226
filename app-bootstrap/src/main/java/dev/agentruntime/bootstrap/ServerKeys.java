package dev.agentruntime.bootstrap;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.Authenticate;
import dev.agentruntime.application.access.CreateApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.access.ListApiKeys;
import dev.agentruntime.application.access.Ticket;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.http.Caller;
import dev.agentruntime.http.HttpParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may call the server: keys of the store, and the one of the environment.
 *
 * @param fixed an administrator's, for containers
 */
record ServerKeys(ApiKeys stored, Optional<ServerKey> fixed) implements HttpParts.Keys {

  private static final Caller CONTAINER =
      new Caller("environment", "environment", Owner.LOCAL, Role.ADMIN);

  @Override
  public Optional<Caller> caller(String key) {
    return fixed
        .filter(own -> own.is(key))
        .map(own -> CONTAINER)
        .or(() -> stored.authenticate(new Authenticate(key)).map(ServerKeys::caller));
  }

  @Override
  public Optional<String> ticket(Caller caller, Instant until) {
    Optional<Ticket> ticket =
        caller.equals(CONTAINER)
            ? fixed.map(own -> Ticket.of(CONTAINER.key(), own.hash(), until))
            : KeyId.parse(caller.key()).flatMap(id -> stored.ticket(id, until));
    return ticket.map(Ticket::reveal);
  }

  @Override
  public Optional<Caller> holder(String text, Instant now) {
    return Ticket.parse(text)
        .flatMap(
            ticket ->
                fixed
                    .filter(own -> ticket.key().equals(CONTAINER.key()))
                    .filter(own -> ticket.isGood(own.hash(), now))
                    .map(own -> CONTAINER)
                    .or(() -> stored.redeem(ticket, now).map(ServerKeys::caller)));
  }

  @Override
  public boolean isValid(Caller caller) {
    return caller.equals(CONTAINER) || KeyId.parse(caller.key()).map(stored::isValid).orElse(false);
  }

  private static Caller caller(ApiKey key) {
    return new Caller(key.id().value(), key.name(), key.owner(), key.role());
  }

  /** Whether anybody could call. */
  boolean isEmpty() {
    return fixed.isEmpty()
        && stored.list(new ListApiKeys(Optional.empty())).stream().noneMatch(ApiKey::isValid);
  }

  /** Whether a file holds a key that opens something, where none is given from outside. */
  boolean isInFile(Path file) {
    try {
      return fixed.isEmpty()
          && Files.isReadable(file)
          && caller(Files.readString(file).strip()).isPresent();
    } catch (IOException e) {
      // It is not needed to serve; whoever looks for it will see.
      return false;
    }
  }

  /**
   * Makes the first key, an administrator's, and writes it to a file that its owner alone can read.
   *
   * @return whether it did; a file that is there already is left alone
   */
  boolean makeFirst(Path file) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      String key =
          stored
              .create(new CreateApiKey(Owner.LOCAL, "made at the first start", Role.ADMIN))
              .secretToken();
      Files.writeString(file, key + "\n", StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be written", e);
    }
  }
}

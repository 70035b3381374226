package dev.agentruntime.application.memory;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.SecrecyContract;
import dev.agentruntime.testkit.ShiftableClock;

class InMemorySecrecyTest extends SecrecyContract {

  private final Persistence store = new InMemoryPersistence(new ShiftableClock(), new UuidV7());

  @Override
  protected Persistence open() {
    return store;
  }

  @Override
  protected String everythingStored() {
    var stored = new StringBuilder();
    store
        .reads()
        .sessions(Owner.LOCAL, SessionFilter.newest(10))
        .items()
        .forEach(
            session -> {
              stored.append(session).append(store.reads().session(Owner.LOCAL, session.id()));
              store.reads().transcript(session.id(), 0, 1000).forEach(stored::append);
              store
                  .reads()
                  .events(session.id(), 0, 1000)
                  .forEach(event -> stored.append(EventJson.write(event.event()).data()));
            });
    return stored.toString();
  }
}

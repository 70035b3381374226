package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What is derived from the log, and how far. */
interface MetricsRows {

  /** A count. */
  record Row(String owner, String metric, Labels labels, long count, long millis) {}

  /** Which ones. */
  record Labels(String label, String detail) {}

  /** Work that is under way. */
  record Stretch(String session, String agent, long since) {}

  /** How far a subscriber is. */
  record Standing(String name, String place) {}

  @SqlQuery("SELECT place FROM subscribers WHERE name = :name")
  Optional<String> place(@Bind("name") String name);

  @SqlUpdate(
      """
      INSERT INTO subscribers (name, place, updated_at) VALUES (:name, :to, :now)
      ON CONFLICT (name) DO NOTHING
      """)
  int begin(@Bind("name") String name, @Bind("to") String to, @Bind("now") long now);

  @SqlUpdate(
      """
      UPDATE subscribers SET place = :to, updated_at = :now WHERE name = :name AND place = :from
      """)
  int advance(
      @Bind("name") String name,
      @Bind("from") String from,
      @Bind("to") String to,
      @Bind("now") long now);

  @SqlUpdate("UPDATE subscribers SET updated_at = :now WHERE name = :name")
  void seen(@Bind("name") String name, @Bind("now") long now);

  /** Where those are who are to be told before anything is removed. */
  @SqlQuery(
      """
      SELECT name, place FROM subscribers
      WHERE name IN (<always>) OR (name LIKE :others || '%' AND updated_at >= :seen)
      """)
  List<Standing> standing(
      @BindList("always") Collection<String> always,
      @Bind("others") String others,
      @Bind("seen") long seen);

  @SqlBatch(
      """
      INSERT INTO metrics (subscriber, owner, metric, label, detail, count, millis)
      VALUES (:subscriber, :c.owner, :c.metric, :c.labels.label, :c.labels.detail, :c.count,
        :c.millis)
      ON CONFLICT (subscriber, owner, metric, label, detail) DO UPDATE SET
        count = metrics.count + excluded.count, millis = metrics.millis + excluded.millis
      """)
  void add(@Bind("subscriber") String subscriber, @BindMethods("c") List<Row> counts);

  @SqlQuery("SELECT * FROM metrics WHERE subscriber = :subscriber AND owner = :owner")
  List<Row> of(@Bind("subscriber") String subscriber, @Bind("owner") String owner);

  @SqlQuery(
      """
      SELECT * FROM agent_stretches
      WHERE subscriber = :subscriber AND session_id IN (<sessions>)
      """)
  List<Stretch> stretches(
      @Bind("subscriber") String subscriber, @BindList("sessions") Collection<String> sessions);

  @SqlUpdate(
      """
      DELETE FROM agent_stretches WHERE subscriber = :subscriber AND session_id IN (<sessions>)
      """)
  void end(
      @Bind("subscriber") String subscriber, @BindList("sessions") Collection<String> sessions);

  /** Of sessions that are there: nobody would ever remove the others. */
  @SqlBatch(
      """
      INSERT INTO agent_stretches (session_id, subscriber, agent, since)
      SELECT s.id, :subscriber, :s.agent, :s.since FROM sessions s WHERE s.id = :s.session
      """)
  void begin(@Bind("subscriber") String subscriber, @BindMethods("s") List<Stretch> stretches);
}

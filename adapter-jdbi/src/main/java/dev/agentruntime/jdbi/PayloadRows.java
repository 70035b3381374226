package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** Long texts. */
interface PayloadRows {

  /** A text under its hash. */
  record Row(String hash, String text) {}

  @SqlBatch(
      """
      INSERT INTO payloads (hash, text) VALUES (:hash, :text) ON CONFLICT (hash) DO NOTHING
      """)
  void insert(@Bind("hash") Collection<String> hashes, @Bind("text") Collection<String> texts);

  @SqlQuery("SELECT hash, text FROM payloads WHERE hash IN (<hashes>)")
  List<Row> find(@BindList("hashes") Collection<String> hashes);
}

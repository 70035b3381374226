package dev.agentruntime.jdbi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** A query for one page of a list, newest first; its conditions depend on the filter. */
final class Listing {

  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  Listing where(String condition) {
    conditions.add(condition);
    return this;
  }

  Listing where(String condition, String name, Object value) {
    return where(condition).with(name, value);
  }

  /** A further value of the condition before. */
  Listing with(String name, Object value) {
    values.put(name, value);
    return this;
  }

  Listing where(String condition, String name, Optional<?> value) {
    value.ifPresent(present -> where(condition, name, present));
    return this;
  }

  /**
   * One of several values; any where there are none.
   *
   * @param name what the values are bound under, each with a number
   */
  Listing oneOf(String column, String name, List<String> wanted) {
    if (!wanted.isEmpty()) {
      List<String> names = IntStream.range(0, wanted.size()).mapToObj(i -> name + i).toList();
      where(column + " IN (:" + String.join(", :", names) + ")");
      IntStream.range(0, wanted.size()).forEach(i -> with(names.get(i), wanted.get(i)));
    }
    return this;
  }

  /** Starts behind a cursor. */
  Listing behind(Optional<Cursor> cursor, String time) {
    cursor.ifPresent(
        place ->
            where("(" + time + ", id) < (:cursorAt, :cursorId)", "cursorAt", place.at())
                .with("cursorId", place.id()));
    return this;
  }

  /**
   * The rows.
   *
   * @param select columns and table
   * @param time the column that orders the list
   */
  <T> List<T> rows(Handle handle, String select, String time, int most, Class<T> row) {
    return inOrder(handle, select, time + " DESC, id DESC", most, row);
  }

  /** The rows in an order of their own. */
  <T> List<T> inOrder(Handle handle, String select, String order, int most, Class<T> row) {
    String sql =
        "%s WHERE %s ORDER BY %s LIMIT :most"
            .formatted(select, String.join(" AND ", conditions), order);
    return handle.createQuery(sql).bindMap(values).bind("most", most).mapTo(row).list();
  }
}

/**
 * Persistence over a {@code DataSource}, the same SQL for SQLite and PostgreSQL where both allow
 * it. The schema migrates itself when the adapter opens.
 */
@NullMarked
package dev.agentruntime.jdbi;

import org.jspecify.annotations.NullMarked;

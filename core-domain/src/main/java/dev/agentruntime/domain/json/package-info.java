/**
 * JSON as a small immutable value, its canonical text (RFC 8785) and its digest. What comes from
 * outside is parsed at the border into these types; nothing inside handles raw JSON text.
 */
@NullMarked
package dev.agentruntime.domain.json;

import org.jspecify.annotations.NullMarked;

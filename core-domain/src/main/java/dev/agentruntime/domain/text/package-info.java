/** What can be seen of a text: for whoever shows one, and for whoever must not be misled by one. */
@NullMarked
package dev.agentruntime.domain.text;

import org.jspecify.annotations.NullMarked;

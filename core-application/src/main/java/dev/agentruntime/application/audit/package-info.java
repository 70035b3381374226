/**
 * The log as a record of who did what: its entries with what they are about, the chain that shows
 * when one was changed, and what leaves the store of it.
 */
@NullMarked
package dev.agentruntime.application.audit;

import org.jspecify.annotations.NullMarked;

/** The recorded form of events: nothing is lost, and what was written once still loads. */
@NullMarked
package dev.agentruntime.testkit.event;

import org.jspecify.annotations.NullMarked;

/**
 * Contract tests for the ports of the runtime, fakes that stand in for them, and a language to
 * write scenarios in. For this project's own tests and for those of whoever implements a port.
 */
@NullMarked
package dev.agentruntime.testkit;

import org.jspecify.annotations.NullMarked;

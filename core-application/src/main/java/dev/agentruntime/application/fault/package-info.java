/**
 * Named places in which a process can be made to die, so that it can be shown what is lost there:
 * nothing. For the project's own tests; inactive unless the process was started for one.
 */
@NullMarked
package dev.agentruntime.application.fault;

import org.jspecify.annotations.NullMarked;

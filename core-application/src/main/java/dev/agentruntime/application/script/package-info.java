/** A model that plays a script, and the recorder that makes a script of a real run. */
@NullMarked
package dev.agentruntime.application.script;

import org.jspecify.annotations.NullMarked;

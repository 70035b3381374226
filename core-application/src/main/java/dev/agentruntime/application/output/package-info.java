/**
 * What leaves files, commands and models on its way to the log, to people and back to the model:
 * characters that nobody would see are written out, and known secrets are masked. What is executed
 * never passes here.
 */
@NullMarked
package dev.agentruntime.application.output;

import org.jspecify.annotations.NullMarked;

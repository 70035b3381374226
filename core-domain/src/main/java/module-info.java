/** The domain: the compiler holds it to the JDK's base module. */
module dev.agentruntime.domain {
  requires static transitive org.jspecify;
}

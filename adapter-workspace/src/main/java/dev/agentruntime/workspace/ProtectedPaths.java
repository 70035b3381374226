package dev.agentruntime.workspace;

import java.util.List;

/**
 * Files whose change makes something run or opens something: version control, continuous
 * integration, editors, shells, keys. Whoever decides about edits asks a person about these
 * whatever else is allowed, also while they do not exist yet.
 */
public final class ProtectedPaths {

  private static final List<String> GLOBS =
      List.of(
          // what git runs or is told
          ".git",
          ".git/**",
          "**/.git/**",
          ".gitmodules",
          ".gitattributes",
          "**/.husky/**",
          ".pre-commit-config.y*ml",
          ".lefthook.y*ml",
          // what runs elsewhere with more rights
          ".github/workflows/**",
          ".github/actions/**",
          ".gitlab-ci.y*ml",
          ".gitlab/**",
          "Jenkinsfile*",
          ".circleci/**",
          ".buildkite/**",
          ".travis.y*ml",
          ".drone.y*ml",
          ".woodpecker*",
          "azure-pipelines*.y*ml",
          "bitbucket-pipelines.y*ml",
          // what editors run when a folder is opened
          "**/.vscode/**",
          "**/.idea/**",
          "**/.zed/**",
          "**/.devcontainer/**",
          ".devcontainer.json",
          "*.code-workspace",
          ".vimrc",
          ".exrc",
          ".nvimrc",
          ".dir-locals.el",
          // what shells and build tools run when they start
          ".bashrc",
          ".bash_*",
          ".profile",
          ".zshrc",
          ".zshenv",
          ".zprofile",
          ".zlogin",
          ".zlogout",
          ".inputrc",
          ".envrc",
          "**/.config/fish/**",
          ".npmrc",
          ".yarnrc*",
          ".mvn/**",
          // this runtime
          "**/.agent-runtime/**",
          ".agent-runtime*",
          // secrets
          ".env*",
          "*.pem",
          "*.key",
          "*.p12",
          "*.pfx",
          "*.jks",
          "*.keystore",
          "id_rsa*",
          "id_dsa*",
          "id_ecdsa*",
          "id_ed25519*",
          "**/.ssh/**",
          "**/.aws/**",
          "**/.gnupg/**",
          ".netrc",
          ".pgpass",
          ".git-credentials");

  private static final List<Glob> COMPILED = GLOBS.stream().map(Glob::anyCase).toList();

  private ProtectedPaths() {}

  /**
   * The patterns, on paths relative to the workspace: {@code **} stands for any number of folders,
   * also none; a pattern without {@code /} is about the name in any folder; letter case does not
   * matter.
   */
  public static List<String> globs() {
    return GLOBS;
  }

  /** Whether a file is protected, by its path relative to the workspace. */
  public static boolean covers(String path) {
    return COMPILED.stream().anyMatch(glob -> glob.matches(path));
  }
}

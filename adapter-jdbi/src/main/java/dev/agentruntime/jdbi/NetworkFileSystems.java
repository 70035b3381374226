package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File systems that are on other machines. SQLite's journal needs memory that all who have the file
 * open share, so all of them are on one machine; and many of those systems only seem to lock.
 */
final class NetworkFileSystems {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkFileSystems.class);
  private static final String IN_USER_SPACE = "fuse.";

  private static final Set<String> TYPES =
      Set.of(
          "9p",
          "acfs",
          "afpfs",
          "afs",
          "auristorfs",
          "beegfs",
          "ceph",
          "cifs",
          "coda",
          "davfs",
          "gfs2",
          "glusterfs",
          "gpfs",
          "lustre",
          "ncpfs",
          "nfs",
          "nfs3",
          "nfs4",
          "ocfs2",
          "orangefs",
          "panfs",
          "pvfs2",
          "smb2",
          "smb3",
          "smbfs",
          "webdav");

  /** Beside those of the kernel's own. */
  private static final Set<String> TYPES_IN_USER_SPACE =
      Set.of(
          "blobfuse",
          "blobfuse2",
          "ceph-fuse",
          "curlftpfs",
          "gcsfuse",
          "goofys",
          "juicefs",
          "mfs",
          "mount-s3",
          "rclone",
          "s3fs",
          "seaweedfs",
          "smbnetfs",
          "sshfs");

  private NetworkFileSystems() {}

  /** How the type of the file system is told that holds a file or folder. */
  interface Types {

    /** What the operating system says. */
    Types OF_THIS_MACHINE = existing -> Files.getFileStore(existing).type();

    /** In the words of the system's table of mounts. */
    String of(Path existing) throws IOException;
  }

  /** Whether a file system of that type is on other machines. */
  static boolean has(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (name.startsWith(IN_USER_SPACE)) {
      String inUserSpace = name.substring(IN_USER_SPACE.length());
      return TYPES.contains(inUserSpace) || TYPES_IN_USER_SPACE.contains(inUserSpace);
    }
    return TYPES.contains(name);
  }

  /**
   * Refuses a database there.
   *
   * @param existing the file, or the nearest folder around it that is there
   * @throws PersistenceException if it is on one
   */
  static void refuse(Path database, Path existing, Types types) {
    try {
      String type = types.of(existing);
      if (has(type)) {
        throw new PersistenceException(
            "the database "
                + database
                + " cannot be used: it is on a network file system ("
                + type
                + "), where the locks and the journal of SQLite do not hold; name a file on a disk"
                + " of this machine, or a database of PostgreSQL",
            null);
      }
    } catch (IOException e) {
      // Some containers do not list the mount of their own root.
      LOG.debug("the file system of {} is unknown, and taken for one of this machine", existing, e);
    }
  }
}

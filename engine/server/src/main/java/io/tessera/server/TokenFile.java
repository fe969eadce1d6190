package io.tessera.server;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The secret that every call has to bring, in a file that only its owner can read. */
public final class TokenFile {
  private static final int BYTES = 24;

  private TokenFile() {}

  /**
   * The token in a file, which is made with a random one where it does not exist.
   *
   * @throws InputException if it can be neither read nor made, or holds none
   */
  public static String readOrMake(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
    } catch (IOException e) {
      throw new InputException("the token file " + file + " cannot be made: " + e.getMessage(), e);
    }
    return read(file);
  }

  /**
   * The token in a file.
   *
   * @throws InputException if it cannot be read, or holds none
   */
  public static String read(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.isEmpty() || !token.matches("[\\x21-\\x7e]+")) {
        throw new InputException(
            file + " should hold one token of printable letters; delete it to have one made");
      }
      return token;
    } catch (IOException e) {
      throw new InputException("the token file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    byte[] text =
        (Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      // Never readable by others, not even for a moment.
      try (var out =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        out.write(java.nio.ByteBuffer.wrap(text));
      }
    } else {
      Files.write(file, text, StandardOpenOption.CREATE_NEW);
    }
  }
}

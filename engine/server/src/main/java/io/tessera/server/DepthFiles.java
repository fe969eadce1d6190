package io.tessera.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** How the file of a network that tells depth gets to the process that runs it. */
interface DepthFiles {
  /** A file that is sent should not be larger: in base 64, a usual server takes no more. */
  long MOST = 46L << 20;

  /** Its bytes are sent: the other machine reads no path of this one. */
  DepthFiles SENT =
      (file, request) -> {
        try {
          if (Files.size(file) > MOST) {
            throw new InputException(
                file + " is larger than the " + (MOST >> 20) + " MB that are sent to a server");
          }
          request.put("network", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        } catch (IOException e) {
          throw new InputException(file + " cannot be read: " + e.getMessage(), e);
        }
      };

  /** Its path is named: the other process is this program's own, on the same machine. */
  DepthFiles NAMED =
      (file, request) -> request.put("network_file", file.toAbsolutePath().toString());

  /**
   * Puts it into a request.
   *
   * @throws InputException if it cannot be read
   */
  void add(Path file, ObjectNode request);
}

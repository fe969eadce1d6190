package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.ScriptModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A TorchScript archive of the user's, from one tensor to one. One thread uses it; it owns its
 * native memory.
 */
final class UserNetwork implements AutoCloseable {
  private final Path file;
  private final ScriptModule script;

  private UserNetwork(Path file, ScriptModule script) {
    this.file = file;
    this.script = script;
  }

  /**
   * @throws InputException if the file is no TorchScript archive
   */
  static UserNetwork open(Path file, Device device) {
    return new UserNetwork(file, ScriptModule.open(device, file));
  }

  /**
   * @param picture [1, 3, H, W]
   * @param wanted what it should tell, such as depth
   * @throws InputException if the network does not run on it, or gives back no float32 tensor
   */
  HostTensor.Floats run(HostTensor.Floats picture, String wanted) {
    List<HostTensor> out;
    try {
      out = script.call("forward", picture);
    } catch (RuntimeException e) {
      String text = String.valueOf(e.getMessage()).strip();
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s does not run on a picture of %d × %d: %s",
              file,
              picture.shape()[3],
              picture.shape()[2],
              text.lines().reduce((a, b) -> b).orElse("")),
          e);
    }
    if (out.isEmpty() || !(out.getFirst() instanceof HostTensor.Floats tensor)) {
      throw new InputException(file + " gives back no float32 tensor, so it tells no " + wanted);
    }
    return tensor;
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    script.close();
  }
}

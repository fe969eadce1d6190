package io.tessera.engine.model;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.ScriptModule;
import java.nio.file.Path;
import java.util.List;

/**
 * What pictures look like to a network that was trained to tell things apart on ImageNet:
 * EfficientNet-Lite0 (Tan, Le 2019). For distances between pictures that follow the eye more than
 * pixels do. One thread uses it; it owns its native memory.
 */
public final class PretrainedFeatures implements AutoCloseable {
  private final ScriptModule script;

  private PretrainedFeatures(ScriptModule script) {
    this.script = script;
  }

  /**
   * @param weights the network's tensors, batch norms folded in
   * @throws io.tessera.engine.fault.InputException if the file is none
   */
  public static PretrainedFeatures open(Path weights, Device device) {
    ScriptModule script = ScriptModule.load(device, "Pretrained", "features.py", "pretrained.py");
    try (Checkpoint file = Checkpoint.open(weights)) {
      file.tensors()
          .forEach((name, tensor) -> script.call("put", name, Weights.hostTensor(tensor)));
      return new PretrainedFeatures(script);
    } catch (RuntimeException e) {
      script.close();
      throw e;
    }
  }

  /**
   * Maps inside the network, the finest first.
   *
   * @param x [B, 3, H, W] in [-1, 1]
   * @return 16, 24, 40, 112 and 320 channels at strides 2, 4, 8, 16 and 32
   */
  public List<HostTensor> taps(HostTensor x) {
    return script.call("taps", x);
  }

  /**
   * One row of 1280 numbers a picture, for the kernel distance.
   *
   * @param x [B, 3, H, W] in [-1, 1]
   * @return [B, 1280]
   */
  public HostTensor pooled(HostTensor x) {
    return script.call("pooled", x).getFirst();
  }

  @Override
  public void close() {
    script.close();
  }
}

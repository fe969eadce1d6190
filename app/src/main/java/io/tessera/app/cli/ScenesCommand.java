package io.tessera.app.cli;

import picocli.CommandLine.Command;

/** {@code tessera scenes}: writes scenes with their labels, depth, poses and mood. */
@Command(name = "scenes", mixinStandardHelpOptions = true, description = "Draws landscapes with labels, depth and poses.")
final class ScenesCommand implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}

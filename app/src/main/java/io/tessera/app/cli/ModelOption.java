package io.tessera.app.cli;

import picocli.CommandLine.Option;

/** The model of commands that need one to be named. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "name, folder or .ckpt")
  private String name = "";

  String name() {
    return name;
  }
}

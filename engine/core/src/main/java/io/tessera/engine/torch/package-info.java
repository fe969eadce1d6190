/** TorchScript source in, callable out: the only package that sees DJL's PyTorch internals. */
@NullMarked
package io.tessera.engine.torch;

import org.jspecify.annotations.NullMarked;

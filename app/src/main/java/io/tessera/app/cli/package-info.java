/** The command line. */
@NullMarked
package io.tessera.app.cli;

import org.jspecify.annotations.NullMarked;

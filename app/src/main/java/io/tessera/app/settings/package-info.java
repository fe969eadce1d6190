/** Where things are kept on this machine, and what the user chose. */
@NullMarked
package io.tessera.app.settings;

import org.jspecify.annotations.NullMarked;

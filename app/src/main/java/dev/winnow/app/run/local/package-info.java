/** The application over a broker inside this process: fed, drained to its last record, and read back. */
@NullMarked
package dev.winnow.app.run.local;

import org.jspecify.annotations.NullMarked;

/** The verifier: stored entries in, findings and a report out. */
@NullMarked
package dev.winnow.audit.verify;

import org.jspecify.annotations.NullMarked;

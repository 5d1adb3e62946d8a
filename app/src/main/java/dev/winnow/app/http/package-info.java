/** Metrics, health and status over HTTP. */
@NullMarked
package dev.winnow.app.http;

import org.jspecify.annotations.NullMarked;

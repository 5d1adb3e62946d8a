package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs independent measurements, two at a time. */
final class Tasks {
    /** More would only fight for caches, and the figures of time with them. */
    private static final int THREADS = 2;

    private static final long TICK_MILLIS = 500;

    private Tasks() {}

    /**
     * Runs all and gives their results in the order of the tasks.
     *
     * @param what what is counted on stderr
     * @throws RuntimeException the first failure; the other tasks are given up
     */
    static <T> List<T> run(List<Callable<T>> tasks, String what, Progress progress) {
        int threads = Math.max(1, Math.min(THREADS, Runtime.getRuntime().availableProcessors()));
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "winnow-eval");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<T> service = new ExecutorCompletionService<>(pool);
            List<Future<T>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(service.submit(task)));
            for (int done = 0; done < tasks.size(); ) {
                Future<T> next = service.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.get();
                    done++;
                }
                progress.step(done + " of " + tasks.size() + " " + what);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("EVL-009 evaluation: interrupted before it was complete; run it again", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("EVL-009 evaluation: a run failed with " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }
}

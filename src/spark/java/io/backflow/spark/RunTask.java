// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.Cancellation;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import org.apache.commons.io.FileUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * A task: one attempt at one run. It fails only for what another machine may do better, so that Spark tries again;
 * everything else is told to the driver.
 */
final class RunTask implements VoidFunction<Iterator<RunOrder>> {

    /** What a run was computed on, in its directory. */
    static final String EXECUTOR = "executor.json";

    /** What was logged during a run, in its directory. */
    static final String LOG = "run.log";

    private static final long serialVersionUID = 1L;

    private final Common common;
    private final Work work;

    RunTask(Common common, Work work) {
        this.common = common;
        this.work = work;
    }

    @Override
    public void call(Iterator<RunOrder> orders) throws Exception {
        while (orders.hasNext()) {
            carryOut(orders.next(), ExecutorEnd.current(), TaskContext.get());
        }
    }

    private void carryOut(RunOrder order, ExecutorEnd executor, TaskContext task) throws Exception {
        Cancellation cancellation = new Cancellation();
        Line line = new Line(executor.context(), task, cancellation, common.launch(), order.number());
        try {
            Message start = new Message.Started(line.launch(), line.run(), line.attempt(), executor.description());
            if (line.tell(start).isEmpty()) {
                executor.check(common);
                attempt(order, executor, line, cancellation);
            }
        } catch (UnwantedException e) {
            return; // what the driver has of it is removed there
        } catch (Exception | Error e) {
            if (task.isInterrupted() || Fault.isOfMachine(e)) {
                throw e;
            }
            line.tell(new Message.Broken(line.launch(), line.run(), line.attempt(), Fault.of(e)));
        }
    }

    private void attempt(RunOrder order, ExecutorEnd executor, Line line, Cancellation cancellation)
            throws IOException {
        boolean sends = common.shared().isEmpty();
        String name = common.launch() + "-" + line.attempt();
        Path own = Files.createTempDirectory(executor.folder(), "run-");
        try {
            Path directory;
            boolean ended;
            Path log = own.resolve(LOG);
            try (RunLog logged = RunLog.to(log)) {
                logged.begin(order.name(), executor.description());
                directory = sends ? own.resolve("run") : executor.shared().attempt(common, order, name);
                ended = SharedFolder.isOver(directory)
                        || work.carryOut(order, common, executor, directory, line, cancellation);
            }
            keep(log, directory);
            describe(executor, directory, sends);
            if (!ended) {
                line.tell(new Message.Stopped(line.launch(), line.run(), line.attempt()));
            } else if (sends) {
                long most = executor.conf().getSizeAsBytes(Settings.MOST_BYTES);
                int files = new FileSender(line, most).send(directory);
                line.tell(new Message.Result(line.launch(), line.run(), line.attempt(), files, ""));
            } else {
                line.tell(new Message.Result(line.launch(), line.run(), line.attempt(), 0, directory.toString()));
            }
        } finally {
            FileUtils.deleteQuietly(own.toFile());
        }
    }

    /** What is sent is handed to the disk by the driver, and not here. */
    private static void describe(ExecutorEnd executor, Path directory, boolean sends) throws IOException {
        String text = Json.pretty(executor.description());
        if (sends) {
            Files.writeString(directory.resolve(EXECUTOR), text);
        } else {
            AtomicFiles.write(directory.resolve(EXECUTOR), text);
        }
    }

    /** Puts what was logged behind what an attempt before logged. */
    private static void keep(Path log, Path directory) throws IOException {
        if (!Files.isDirectory(directory) || !Files.exists(log)) {
            return;
        }
        Path kept = directory.resolve(LOG);
        if (Files.exists(kept)) {
            Files.write(kept, Files.readAllBytes(log), StandardOpenOption.APPEND);
        } else {
            Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

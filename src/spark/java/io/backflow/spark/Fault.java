// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.data.DataException;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.setting.InvalidSettingException;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.yaml.internal.ConfigException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * What broke a run, in a form that is sent.
 *
 * @param kind by which the driver knows what to throw
 */
record Fault(Kind kind, String message) implements Serializable {

    /** Whose fault it is. */
    enum Kind {
        /** The data's. */
        DATA,
        /** That of the cluster as it is set up. */
        CLUSTER,
        /** The configuration's. */
        CONFIGURATION,
        /** The program's. */
        PROGRAM
    }

    /** Returns whether a fault is the machine's, so that another one may do better. */
    static boolean isOfMachine(Throwable fault) {
        if (fault instanceof ClusterException) {
            return false;
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof UncheckedIOException
                    || cause instanceof VirtualMachineError
                    || cause instanceof LinkageError
                    || cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** Returns a fault as it is sent. */
    static Fault of(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        if (fault instanceof DataException) {
            return new Fault(Kind.DATA, message);
        }
        if (fault instanceof ClusterException || fault instanceof RunDirectoryException) {
            return new Fault(Kind.CLUSTER, message);
        }
        if (fault instanceof ConfigException || fault instanceof InvalidSettingException) {
            return new Fault(Kind.CONFIGURATION, message);
        }
        return new Fault(Kind.PROGRAM, fault.toString());
    }

    /** Returns what the driver throws. */
    RuntimeException toException(String run, String host) {
        String said = run + " on " + host + ": " + message;
        return switch (kind) {
            case DATA -> new DataException(said);
            case CLUSTER, CONFIGURATION -> new ClusterException(said, null);
            case PROGRAM -> new IllegalStateException(said);
        };
    }
}

#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/system.hpp"

// For whoever carries envelopes between Systems in different operating-system processes: what a process that
// stands for one elsewhere does on its behalf, and how types are named on the way.

namespace anqa::detail {

/// The calling process stands for another: answers that it does not itself await reach it as messages, and
/// what it awaits has reference numbers below `first_foreign_ref`, and those that the other gives begin
/// there.
void stand_in();
inline constexpr std::uint64_t first_foreign_ref = std::uint64_t{1} << 40;

/// On behalf of the one that it stands for, the calling process has linked, has unlinked, monitors. A monitor
/// is refused, with false, when `ref` is that of another.
void note_link(Pid to, std::uint32_t id);
void note_unlink(Pid to);
bool note_monitor(std::uint64_t ref, Pid target);
void note_demonitor(std::uint64_t ref);
/// How many links and monitors the calling process has.
std::size_t tie_count();
/// Tells who waits for the calling process's start that it is done.
void note_started();

/// The process of that name in this System alone.
Pid local_name(System& system, std::string_view name);
/// The next process that the calling thread starts in `system` is known by `pid`, of another System.
void lend_pid(System& system, Pid pid);
/// The object of the process; null when it is not of this System or has ended. Only on its own thread.
ProcessCore* find_core(System& system, Pid pid);

/// How many handlers the calling scheduler thread has begun; null on other threads. Lives as long as the
/// thread.
const std::atomic<std::uint64_t>* handlers_begun();
/// Bits of the Pid of the process that runs on the calling scheduler thread, 0 when none does.
const std::atomic<std::uint64_t>* process_running();

/// The place of a type among all that may travel; the same in each process of the same program.
std::uint32_t type_number(const EnvelopeType& type);
/// Null when there is no such number.
const EnvelopeType* type_of_number(std::uint32_t number);
/// How many there are.
std::uint32_t type_count();

}  // namespace anqa::detail

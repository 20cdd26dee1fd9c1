#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/cell/internal/frame.hpp"
#include "anqa/runtime/detail/remote.hpp"

namespace anqa::cell {

using detail::AnswerTo;
using detail::Envelope;
using detail::EnvelopePtr;
using detail::EnvelopeType;

/// Whether the envelope, a message or an answer, can travel at all.
bool can_travel(const Envelope& envelope);
/// "shop::Upload cannot be sent to or from a cell: …"
std::string cannot_travel(const Envelope& envelope);

/// Appends the frame of a message, answer or signal for `to`; can_travel() must be true of the first two.
/// Returns whom a call is to be answered to, and by `answer` with what.
AnswerTo append_parcel(std::string& out, Pid to, Envelope& envelope, const EnvelopeType*& answer);

/// Whether only the runtime and what stands for a cell make such messages, and who gets one believes it: from
/// a cell they come as frames of their own, or not at all.
bool is_for_the_application(const EnvelopeType& type);

/// A type that came from a cell: when its handler is of a class that the receiver is not, nobody is hurt.
const EnvelopeType& checked(const EnvelopeType& type);

}  // namespace anqa::cell

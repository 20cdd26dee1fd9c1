#include "anqa/otp/telemetry.hpp"

#include <cxxabi.h>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <typeinfo>

#include "anqa/base/epoch.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::telemetry {

std::atomic<bool> detail::anybody{false};

namespace {

struct Attached {
  std::string id;
  std::vector<std::string> events;
  Handler handler;
  const void* type = nullptr;  ///< of the only events that `typed` takes
  detail::Typed typed;
};
using Handlers = std::vector<std::shared_ptr<const Attached>>;

// Replaced as a whole, and read without a lock. Never destroyed: events happen to the end.
constinit std::mutex mutex;
constinit std::atomic<const Handlers*> handlers{nullptr};
constinit std::atomic<detail::EventSlot*> slots{nullptr};
constinit std::atomic<std::uint64_t> next_span{1};

bool fits(std::string_view pattern, std::string_view event) {
  if (pattern == "*" || pattern == event) return true;
  return pattern.ends_with(".*") && event.starts_with(pattern.substr(0, pattern.size() - 1));
}
bool fits(const Attached& attached, std::string_view event) {
  return std::ranges::any_of(attached.events, [&](const std::string& each) { return fits(each, event); });
}

void update(detail::EventSlot& slot) {
  const Handlers* all = handlers.load(std::memory_order_relaxed);
  slot.wanted.store(
      all && std::ranges::any_of(*all, [&](const auto& each) { return fits(*each, slot.name); }),
      std::memory_order_relaxed);
}

/// Under the mutex, and before it a hold: handlers have destructors.
void publish(Handlers fresh) {
  const Handlers* old = handlers.load(std::memory_order_relaxed);
  detail::anybody.store(!fresh.empty(), std::memory_order_relaxed);
  handlers.store(new Handlers(std::move(fresh)), std::memory_order_seq_cst);
  if (old) epoch_delete(old);
  for (auto* slot = slots.load(std::memory_order_relaxed); slot; slot = slot->next) update(*slot);
}

Handlers copy() {
  const Handlers* all = handlers.load(std::memory_order_relaxed);
  return all ? *all : Handlers();
}

bool add(Attached attached) {
  const EpochHold hold;
  const std::lock_guard lock(mutex);
  Handlers all = copy();
  if (std::ranges::any_of(all, [&](const auto& each) { return each->id == attached.id; })) return false;
  all.push_back(std::make_shared<const Attached>(std::move(attached)));
  publish(std::move(all));
  return true;
}

std::string describe_exception(std::string& kind) {
  const std::type_info* type = abi::__cxa_current_exception_type();
  int status = 0;
  char* demangled = type ? abi::__cxa_demangle(type->name(), nullptr, nullptr, &status) : nullptr;
  kind = demangled ? demangled : "(unknown)";
  std::free(demangled);
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return {};
  }
}

/// As telemetry's: what fails once would fail each time.
void handler_threw(const Attached& attached, std::string_view event) {
  std::string kind;
  const std::string what = describe_exception(kind);
  detach(attached.id);
  log_error("the telemetry handler \"" + attached.id + "\" threw at " + std::string(event) +
                " and was detached: " + kind + (what.empty() ? "" : ": " + what),
            {{"handler", attached.id}, {"event", event}});
}

TimePoint now() {
  System* system = System::current_or_null();
  return system ? system->scheduler().now() : std::chrono::steady_clock::now();
}

template <class Call>
void for_each_fitting(std::string_view event, Call call) {
  const EpochGuard guard;
  const Handlers* all = handlers.load(std::memory_order_seq_cst);
  if (!all) return;
  for (const auto& each : *all) {
    if (!fits(*each, event)) continue;
    try {
      call(*each);
    } catch (...) {
      handler_threw(*each, event);
    }
  }
}

}  // namespace

const Measurement* Event::measurement(std::string_view key) const {
  auto found = std::ranges::find(measurements, key, &Measurement::key);
  return found == measurements.end() ? nullptr : &*found;
}

const std::string* Event::find(std::string_view key) const {
  auto found = std::ranges::find(metadata, key, &LogField::key);
  return found == metadata.end() ? nullptr : &found->value;
}

namespace detail {

EventSlot::EventSlot(std::string_view event_name) : name(event_name) {
  const std::lock_guard lock(mutex);
  next = slots.load(std::memory_order_relaxed);
  slots.store(this, std::memory_order_relaxed);
  update(*this);
}

bool attach_typed(std::string_view id, std::string_view event, const void* type, Typed handler) {
  return add({std::string(id), {std::string(event)}, nullptr, type, std::move(handler)});
}

void execute(std::string_view name, const void* type, const void* object, Fill fill) {
  std::vector<Measurement> measurements;
  std::vector<LogField> metadata;
  bool filled = false;
  for_each_fitting(name, [&](const Attached& attached) {
    if (attached.typed) {
      if (attached.type == type) attached.typed(object);
      return;
    }
    if (!std::exchange(filled, true)) fill(object, measurements, metadata);
    attached.handler(Event{name, measurements, metadata});
  });
}

void execute(std::string_view name, std::vector<Measurement> measurements, std::vector<LogField> metadata) {
  for_each_fitting(name, [&](const Attached& attached) {
    if (attached.handler) attached.handler(Event{name, measurements, metadata});
  });
}

}  // namespace detail

bool attach(std::string_view id, std::string_view event, Handler handler) {
  return attach_many(id, {std::string(event)}, std::move(handler));
}

bool attach_many(std::string_view id, std::vector<std::string> events, Handler handler) {
  return add({std::string(id), std::move(events), std::move(handler), nullptr, nullptr});
}

bool detach(std::string_view id) {
  const EpochHold hold;
  const std::lock_guard lock(mutex);
  Handlers all = copy();
  if (std::erase_if(all, [&](const auto& each) { return each->id == id; }) == 0) return false;
  publish(std::move(all));
  return true;
}

std::vector<HandlerInfo> list_handlers(std::string_view event) {
  std::vector<HandlerInfo> found;
  const EpochGuard guard;
  const Handlers* all = handlers.load(std::memory_order_seq_cst);
  if (!all) return found;
  for (const auto& each : *all) {
    if (event == "*" || fits(*each, event)) found.push_back({each->id, each->events});
  }
  return found;
}

Span::Span(std::string_view name, std::vector<LogField> metadata) {
  if (!detail::anybody.load(std::memory_order_relaxed)) return;
  open_ = true;
  name_ = name;
  metadata_ = std::move(metadata);
  metadata_.emplace_back("span", next_span.fetch_add(1, std::memory_order_relaxed));
  start_ = now();
  const auto system_time = std::chrono::system_clock::now().time_since_epoch();
  detail::execute(name_ + ".start",
                  {{"monotonic_time", start_.time_since_epoch()}, {"system_time", system_time}}, metadata_);
}

void Span::end(std::string_view how, std::vector<Measurement> measurements, LogFields metadata) {
  if (!std::exchange(open_, false)) return;
  const TimePoint end = now();
  measurements.emplace_back("duration", end - start_);
  measurements.emplace_back("monotonic_time", end.time_since_epoch());
  metadata_.insert(metadata_.end(), metadata);
  detail::execute(name_ + std::string(how), std::move(measurements), std::move(metadata_));
}

void Span::stop(Measurements measurements, LogFields metadata) { end(".stop", measurements, metadata); }

void Span::exception() {
  if (!open_) return;
  std::string kind;
  const std::string reason = describe_exception(kind);
  end(".exception", {}, {{"kind", kind}, {"reason", reason}});
}

}  // namespace anqa::telemetry

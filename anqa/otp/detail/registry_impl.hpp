#pragma once

#include <algorithm>
#include <thread>

#include "anqa/otp/registry.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"

/// Of registry.hpp: what is not one line.

namespace anqa {

template <RegistryKeys Keys, class Key, class V>
BasicRegistry<Keys, Key, V>::BasicRegistry(Options options) {
  check_message<Key>();
  check_message<Value>();
  detail::RegistrySettings settings{std::move(options.name), options.partitions};
  table_ = directory().insert(settings.name, [&] { return std::make_shared<Table>(settings); });
  table_->set_listeners(std::move(options.listeners));
  table_->server.store(self(), std::memory_order_release);
  table_->running.store(true, std::memory_order_release);
}

template <RegistryKeys Keys, class Key, class V>
BasicRegistry<Keys, Key, V>::~BasicRegistry() {
  if (!table_) return;
  table_->running.store(false, std::memory_order_release);
  directory().erase(table_->settings().name);
}

template <RegistryKeys Keys, class Key, class V>
template <class K>
std::vector<typename BasicRegistry<Keys, Key, V>::Value> BasicRegistry<Keys, Key, V>::values(
    std::string_view registry, const K& key, Pid owner)
  requires has_value
{
  std::vector<Value> found;
  dispatch(registry, key, [&](const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
      if (entry.pid == owner) found.push_back(entry.value);
    }
  });
  return found;
}

template <RegistryKeys Keys, class Key, class V>
template <class K>
std::vector<typename BasicRegistry<Keys, Key, V>::Entry> BasicRegistry<Keys, Key, V>::entries_of(
    std::string_view registry, const K& key) {
  if constexpr (Keys == RegistryKeys::duplicate) {
    return lookup(registry, key);
  } else {
    std::vector<Entry> entries;
    if constexpr (has_value) {
      if (auto entry = lookup(registry, key)) entries.push_back(std::move(*entry));
    } else {
      if (Pid pid = lookup(registry, key)) entries.push_back(pid);
    }
    return entries;
  }
}

template <RegistryKeys Keys, class Key, class V>
template <class K, class F>
void BasicRegistry<Keys, Key, V>::dispatch(std::string_view registry, const K& key, F f) {
  const std::vector<Entry> entries = entries_of(registry, key);
  if (!entries.empty()) f(entries);
}

template <RegistryKeys Keys, class Key, class V>
template <class F>
Task<void> BasicRegistry<Keys, Key, V>::dispatch_parallel(std::string registry, Key key, F f) {
  detail::check_body<F>();
  const std::vector<Entry> entries = entries_of(registry, key);
  const std::size_t parts =
      std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), entries.size());
  std::vector<Pid> workers;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() * part / parts);
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() * (part + 1) / parts);
    workers.push_back(spawn_link(
        [](F visit, std::vector<Entry> its) -> Task<void> {
          visit(std::as_const(its));
          co_return;
        },
        f, std::vector<Entry>(begin, end)));
  }
  for (Pid worker : workers) co_await down(worker);
}

template <RegistryKeys Keys, class Key, class V>
Task<RegistryLock> BasicRegistry<Keys, Key, V>::lock(std::string registry, Key key, Duration limit) {
  const Pid server = directory().find(registry)->server.load(std::memory_order_acquire);
  Waiting waiting(server, std::move(key));
  RegistryLock held =
      co_await call(Server<BasicRegistry>(server), Lock{waiting.place.key, waiting.place.number}, limit);
  waiting.server = {};
  co_return held;
}

template <RegistryKeys Keys, class Key, class V>
void BasicRegistry<Keys, Key, V>::handle_call(Lock lock, From<RegistryLock> from) {
  auto [held, fresh] = locks_.try_emplace(std::move(lock.key));
  if (!fresh) {
    held->second.waiting.emplace_back(lock.number, std::move(from));
    return;
  }
  held->second.ticket = next_ticket_++;
  from.reply(RegistryLock(self(), held->second.ticket));
}

template <RegistryKeys Keys, class Key, class V>
void BasicRegistry<Keys, Key, V>::handle_info(const RegistryLock::Release& release) {
  for (auto held = locks_.begin(); held != locks_.end(); ++held) {
    Locked& locked = held->second;
    if (locked.ticket != release.ticket) continue;
    if (locked.waiting.empty()) {
      locks_.erase(held);
      return;
    }
    From<RegistryLock> next = std::move(locked.waiting.front().second);
    locked.waiting.pop_front();
    locked.ticket = next_ticket_++;
    // One who gave up waiting just now drops it, which releases it.
    next.reply(RegistryLock(self(), locked.ticket));
    return;
  }
}

template <RegistryKeys Keys, class Key, class V>
void BasicRegistry<Keys, Key, V>::handle_info(const GaveUp& place) {
  if (auto held = locks_.find(place.key); held != locks_.end())
    std::erase_if(held->second.waiting, [&](const auto& each) { return each.first == place.number; });
}

template <RegistryKeys Keys, class Key, class V>
std::string BasicRegistry<Keys, Key, V>::Name::text() const {
  std::string name = kind() + " \"" + registry_ + "\"";
  if constexpr (std::is_convertible_v<const Key&, std::string_view>) {
    name = "\"" + std::string(std::string_view(key_)) + "\" in " + name;
  }
  return name;
}

template <RegistryKeys Keys, class Key, class V>
std::string BasicRegistry<Keys, Key, V>::kind() {
  std::string name = Keys == RegistryKeys::unique ? "Registry" : "DuplicateRegistry";
  if constexpr (has_value || !std::is_same_v<Key, std::string>) {
    name += "Of<";
    name += type_name<V>();
    if constexpr (!std::is_same_v<Key, std::string>) name.append(", ").append(type_name<Key>());
    name += ">";
  }
  return name;
}

}  // namespace anqa

#include "anqa/pubsub/pubsub.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "anqa/otp/detail/directory.hpp"

namespace anqa {
namespace {

using detail::Subscriber;

/// Topics of one PubSub, in shards.
class Topics {
 public:
  /// False when it was subscribed already.
  bool add(std::string_view topic, Subscriber subscriber) {
    Shard& shard = shard_of(topic);
    std::unique_lock lock(shard.mutex);
    auto found = shard.topics.find(topic);
    if (found == shard.topics.end()) found = shard.topics.try_emplace(std::string(topic)).first;
    for (const Subscriber& each : found->second) {
      if (each.pid == subscriber.pid && each.type->payload_id == subscriber.type->payload_id) return false;
    }
    found->second.push_back(subscriber);
    return true;
  }
  void remove(std::string_view topic, Pid pid, const void* payload_id) {
    Shard& shard = shard_of(topic);
    std::unique_lock lock(shard.mutex);
    auto found = shard.topics.find(topic);
    if (found == shard.topics.end()) return;
    std::erase_if(found->second, [&](const Subscriber& each) {
      return each.pid == pid && each.type->payload_id == payload_id;
    });
    if (found->second.empty()) shard.topics.erase(found);
  }
  template <class F>
  void for_each(std::string_view topic, F visit) {
    Shard& shard = shard_of(topic);
    std::shared_lock lock(shard.mutex);
    auto found = shard.topics.find(topic);
    if (found == shard.topics.end()) return;
    for (const Subscriber& each : found->second) visit(each);
  }

 private:
  struct Shard {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::vector<Subscriber>, detail::TextHash, std::equal_to<>> topics;
  };
  Shard& shard_of(std::string_view topic) { return shards_[detail::TextHash{}(topic) % shards_.size()]; }
  std::array<Shard, 16> shards_;
};

detail::Directory<Topics>& directory() {
  static detail::Directory<Topics> instance("PubSub");
  return instance;
}

class Unsubscribe final : public detail::ExitHook {
 public:
  Unsubscribe(std::shared_ptr<Topics> topics, std::string topic, const void* payload_id)
      : topics_(std::move(topics)), topic_(std::move(topic)), payload_id_(payload_id) {}
  void on_exit(Pid pid) noexcept override { topics_->remove(topic_, pid, payload_id_); }
  bool undoes(const void* table, std::string_view key, const void* kind) const noexcept override {
    return table == topics_.get() && key == topic_ && kind == payload_id_;
  }

 private:
  std::shared_ptr<Topics> topics_;
  std::string topic_;
  const void* payload_id_;
};

}  // namespace

PubSub::PubSub() : PubSub(Options{}) {}
PubSub::PubSub(Options options) : name_(std::move(options.name)) { directory().insert(name_); }
PubSub::~PubSub() { directory().erase(name_); }

namespace detail {

void subscribe(std::string_view pubsub, std::string_view topic, const EnvelopeType& type, Pid fastlane,
               const void* metadata) {
  auto topics = directory().find(pubsub);
  require_core("subscribe()");
  if (!topics->add(topic, {self(), &type, fastlane, metadata})) return;
  add_exit_hook(std::make_unique<Unsubscribe>(std::move(topics), std::string(topic), type.payload_id));
}

void unsubscribe(std::string_view pubsub, std::string_view topic, const void* payload_id) {
  auto topics = directory().find(pubsub);
  topics->remove(topic, self(), payload_id);
  remove_exit_hook(topics.get(), topic, payload_id);
}

void broadcast(std::string_view pubsub, std::string_view topic, const void* payload_id,
               const std::shared_ptr<const void>& message, Dispatch dispatch, Pid except) {
  directory().find(pubsub)->for_each(topic, [&](const Subscriber& subscriber) {
    if (subscriber.type->payload_id == payload_id && subscriber.pid != except) dispatch(subscriber, message);
  });
}

}  // namespace detail
}  // namespace anqa

#pragma once

#include <memory>
#include <string>
#include <utility>

#include "anqa/live/cid.hpp"
#include "anqa/live/component_type.hpp"
#include "anqa/runtime/process.hpp"

/// What a page's process is sent for one of its components.

namespace anqa::detail {

/// For which component.
class ComponentAddress {
 public:
  ComponentAddress(const ComponentType& type, Cid cid, std::string id)
      : type_(&type), cid_(cid), id_(std::move(id)) {}
  const ComponentType& type() const { return *type_; }
  /// Zero where the id says which.
  Cid cid() const { return cid_; }
  const std::string& id() const { return id_; }

 private:
  const ComponentType* type_;  // lives as long as the program
  Cid cid_;
  std::string id_;
};

class ComponentUpdate {
 public:
  ComponentUpdate(const ComponentType& type, Cid cid, std::string id,
                  std::unique_ptr<AttributesBox> attributes, Mask given)
      : to_(type, cid, std::move(id)), attributes_(std::move(attributes)), given_(given) {}
  const ComponentAddress& to() const { return to_; }
  std::unique_ptr<AttributesBox> take_attributes() { return std::move(attributes_); }
  Mask given() const { return given_; }

 private:
  ComponentAddress to_;
  std::unique_ptr<AttributesBox> attributes_;
  Mask given_;
};

/// A message of any type.
class BoxedMessage {
 public:
  virtual ~BoxedMessage() = default;
  virtual const Envelope& envelope() const = 0;
};
template <class M>
class BoxedMessageOf final : public BoxedMessage {
 public:
  explicit BoxedMessageOf(M message) : envelope_(raw_message_type<M>, std::move(message)) {}
  const Envelope& envelope() const override { return envelope_; }

 private:
  MessageEnvelope<M> envelope_;
};

class ComponentInfo {
 public:
  ComponentInfo(const ComponentType& type, Cid cid, std::string id, std::unique_ptr<BoxedMessage> message)
      : to_(type, cid, std::move(id)), message_(std::move(message)) {}
  const ComponentAddress& to() const { return to_; }
  AnyMessage message() const { return AnyMessage(message_->envelope()); }

 private:
  ComponentAddress to_;
  std::unique_ptr<BoxedMessage> message_;
};

/// A view within a page patches the page's address.
struct PatchPage {
  std::string to;
  bool replace = false;
};

}  // namespace anqa::detail

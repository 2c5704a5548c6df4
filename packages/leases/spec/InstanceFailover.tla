-------------------------- MODULE InstanceFailover --------------------------
(* The lease protocol of one service with two members (design, sections 4 to *)
(* 7). A lease in a table says who may change the service; everything else   *)
(* in this module tries to make two members serve at once: runs that die, or *)
(* go on after they were declared over, two invocations of one run, requests *)
(* that take effect late, starts that are refused, people who start machines *)
(* by hand, alarms that join a run as it ends.                               *)
(*                                                                           *)
(* There is no clock. "Its send-by has passed", "its turn's deadline has     *)
(* passed" are steps that may come at any moment, so what holds here holds   *)
(* for every choice of time-outs. Conditional writes are atomic; what a run  *)
(* reads, writes and sends are separate steps.                               *)
(*                                                                           *)
(* Each rule that keeps the system safe is a guard: a constant that check.ts *)
(* sets to FALSE, once for each, to show what then goes wrong.               *)
EXTENDS Naturals, FiniteSets, Sequences, TLC

CONSTANTS
  P, B,          \* the members: primary and backup
  Lambdas,       \* runs that can be asked for: an execution's status is known
  Locals,        \* runs on somebody's machine: only their written deadline is known
  Slots,         \* of invocations of one run that may overlap
  Warm,          \* FALSE: policy `exclusive`. TRUE: policy `warm`, both may run and be registered
  Harms,         \* what may befall a member, of {"poor", "dead", "stop"}
  Hit,           \* which members it may befall
  \* how often, so that the state space is finite
  MaxTerm, MaxTurn, Symptoms, Recoveries, HumanStarts, Refusals, Repeats, Ends, Triggers

CONSTANTS
  \* the intent write, and every other write on the lease
  OwnerChecked, TermChecked, TurnChecked,
  SendByChecked,      \* past its send-by an intent is not sent
  \* taking the lease
  LambdaProved,       \* a run that can be asked must be over
  LocalProved,        \* a run that cannot be asked must have let its written deadline pass
  Drain,              \* the last owner's intents are settled before the lease is taken
  TakeConditional,    \* the taking write fails if the owner wrote anything since the taker looked
  TakeBumpsTerm,
  \* settling
  SettleByLife,       \* only an answer or the request's life proves it done; that its effect is seen does not
  SettleBeforeReverse,\* a run settles its own requests before it asks for the opposite
  ReleaseSettled,     \* a run settles its own requests before its last look
  \* fencing
  LastLook,           \* one last look before the active member is fenced
  EvidenceRenewed,    \* the other member is fenced: looked at again before start and before register
  FenceDeregisters,   \* a fence is deregistered and stopped, not stopped only
  PutBackFences,      \* putting back is a failover too
  WarmFirst,          \* policy warm: the new one serves before the old one leaves
  SuspectSpared,      \* a member fenced for failure is used again only when nothing serves
  \* ending
  CommitChecked,      \* the commit is conditional on the lease
  JoinConditional,    \* a trigger joins on the condition that the incident is open
  CloseConditional,   \* an incident closes on the condition that nothing joined since the last look
  \* the reconciler
  ReconcilerRuns,     \* it looks for what was left, not only for triggers
  ReconcilerLeased    \* it changes nothing but under the lease

VARIABLES
  inst, reg, health,  \* the world: running or stopped; registered with the balancer; how well
  flight,             \* requests that have been sent and have not yet taken effect
  lease,              \* owner, term, turn
  active, epoch,      \* who is in charge; grows whenever that changes
  suspect,            \* members fenced for failure
  open, unseen,       \* the incident is open; something joined it that its owner has not looked at
  alarm, joiner,      \* a trigger waits for a run; a trigger has read that an incident is open
  over,               \* lambda: its execution is terminal; local: the deadline of its turn has passed
  proc,               \* where each invocation is
  left                \* what may still go wrong

world == <<inst, reg, health>>
state == <<active, epoch, suspect>>
incident == <<open, unseen, alarm, joiner>>
vars == <<world, flight, lease, state, incident, over, proc, left>>

Members == {P, B}
Other(m) == IF m = P THEN B ELSE P
Runs == Lambdas \cup Locals
Procs == Runs \X Slots
Run(p) == p[1]
None == "none"
Idle == [pc |-> "idle", n |-> 1, to |-> P, term |-> 0, turn |-> 0]

\* Runs of one kind differ in their names only, and so do slots: states that differ by such names
\* are one. Safety only: TLC's liveness does not allow it.
Alike == Permutations(Lambdas) \cup Permutations(Locals) \cup Permutations(Slots)

Init ==
  /\ inst = [m \in Members |-> IF m = P \/ Warm THEN "running" ELSE "stopped"]
  /\ reg = {P} /\ health = [m \in Members |-> "ok"]
  /\ flight = {} /\ lease = [owner |-> None, term |-> 0, turn |-> 0]
  /\ active = P /\ epoch = 0 /\ suspect = {}
  /\ open = FALSE /\ unseen = FALSE /\ alarm = FALSE /\ joiner = FALSE
  /\ over = {} /\ proc = [p \in Procs |-> Idle]
  /\ left = [symptoms |-> Symptoms, recoveries |-> Recoveries, people |-> HumanStarts,
             refusals |-> Refusals, repeats |-> Repeats, ends |-> Ends, triggers |-> Triggers]

(* ---- What a look shows, and what follows from it -------------------------*)

Serves(m) == inst[m] = "running" /\ m \in reg /\ health[m] # "dead"
Ok(m) == Serves(m) /\ health[m] = "ok"
Fenced(m) == inst[m] = "stopped" /\ (FenceDeregisters => m \notin reg)

\* A member that is not in charge runs or is registered. Policy warm allows it,
\* unless it was replaced for failure and has not left yet.
Intruder(m) == m # active /\ (inst[m] = "running" \/ m \in reg) /\ (Warm => m \in suspect)

\* The member that is to be in charge, or nothing to do, or not now. A pure
\* function of what is seen, the same for a trigger, the reconciler, a takeover.
Decision ==
  LET m == active
      o == Other(active) IN
  CASE Ok(m) -> IF Intruder(o) THEN m ELSE "nothing"
    [] ~Ok(m) /\ inst[m] = "running" /\ health[m] = "ok" -> m   \* it only serves nobody: register
    [] OTHER ->
         IF health[o] = "ok" /\ (SuspectSpared => (o \notin suspect \/ ~Serves(m))) THEN o
         ELSE IF ~Serves(m) /\ health[m] = "ok" THEN m          \* the standby is not viable, the old one may be
         ELSE IF Intruder(o) THEN m                             \* what was left half done is put back
         ELSE "hold"

(* ---- One plan: make `to` the one in charge -------------------------------*)
(* A failover, a put-back (`to` is the old one), the fencing of an intruder  *)
(* (`to` is the active one) and a registration are the same steps; a step    *)
(* whose effect is there already is passed over.                             *)

Order == IF Warm /\ WarmFirst THEN <<"start", "reg", "commit", "dereg", "stop">>
         ELSE <<"dereg", "stop", "start", "reg", "commit">>
Op(s) == Order[s.n]
On(s) == IF Op(s) \in {"start", "reg", "commit"} THEN s.to ELSE Other(s.to)
Brings == {"start", "reg"}
Takes == {"dereg", "stop"}

Done(op, m) == CASE op = "dereg" -> m \notin reg
                 [] op = "stop"  -> inst[m] = "stopped"
                 [] op = "start" -> inst[m] = "running"
                 [] op = "reg"   -> m \in reg

\* A request may still take effect: sent, or recorded and within its send-by.
Unsettled(r, ops, ms) ==
  \/ \E c \in flight : /\ Run(c.by) = r /\ c.op \in ops /\ c.m \in ms
                       /\ SettleByLife \/ ~(c.forgotten \/ Done(c.op, c.m))
  \/ \E k \in Slots : LET s == proc[<<r, k>>] IN
       s.pc = "intended" /\ Op(s) \in ops /\ On(s) \in ms
\* What a run would do that takes the effect for the answer.
Forget(p, op, m) ==
  IF SettleByLife THEN flight
  ELSE {IF Run(c.by) = Run(p) /\ c.op = op /\ c.m = m THEN [c EXCEPT !.forgotten = TRUE] ELSE c : c \in flight}
Settled(r) == ~Unsettled(r, Brings \cup Takes, Members)

\* The condition of every write on the lease, as it should be and as it is.
IsHolder(p) == lease = [owner |-> Run(p), term |-> proc[p].term, turn |-> proc[p].turn]
Holds(p) == /\ OwnerChecked => lease.owner = Run(p)
            /\ TermChecked => lease.term = proc[p].term
            /\ TurnChecked => lease.turn = proc[p].turn

\* What a taker found out is void as soon as the owner writes anything.
Disproved(q) == IF TakeConditional /\ q.pc = "proved" THEN Idle ELSE q
Freed(p) == proc' = [q \in Procs |-> IF q = p \/ proc[q].pc = "proved" THEN Idle ELSE proc[q]]
Move(p, s) == proc' = [proc EXCEPT ![p] = s]
Goto(p, pc) == Move(p, [proc[p] EXCEPT !.pc = pc])
GotoStep(p, n) == Move(p, [proc[p] EXCEPT !.pc = "step", !.n = n])
NextStep(p) == IF proc[p].n = Len(Order) THEN Goto(p, "observe") ELSE GotoStep(p, proc[p].n + 1)

(* ---- The world -----------------------------------------------------------*)

Symptom(m, h) ==
  /\ left.symptoms > 0 /\ health[m] = "ok" /\ inst[m] = "running"
  /\ IF h = "stop" THEN inst' = [inst EXCEPT ![m] = "stopped"] /\ UNCHANGED health
     ELSE health' = [health EXCEPT ![m] = h] /\ UNCHANGED inst
  /\ left' = [left EXCEPT !.symptoms = @ - 1]
  /\ UNCHANGED <<reg, flight, lease, state, incident, over, proc>>

Recover(m) ==
  /\ left.recoveries > 0 /\ health[m] # "ok" /\ health' = [health EXCEPT ![m] = "ok"]
  /\ left' = [left EXCEPT !.recoveries = @ - 1]
  /\ UNCHANGED <<inst, reg, flight, lease, state, incident, over, proc>>

PersonStarts(m) ==
  /\ left.people > 0 /\ inst[m] = "stopped" /\ inst' = [inst EXCEPT ![m] = "running"]
  /\ left' = [left EXCEPT !.people = @ - 1]
  /\ UNCHANGED <<reg, health, flight, lease, state, incident, over, proc>>

Effect(c) ==
  /\ flight' = flight \ {c}
  /\ inst' = CASE c.op = "stop" -> [inst EXCEPT ![c.m] = "stopped"]
               [] c.op = "start" -> [inst EXCEPT ![c.m] = "running"]
               [] OTHER -> inst
  /\ reg' = CASE c.op = "reg" -> reg \cup {c.m} [] c.op = "dereg" -> reg \ {c.m} [] OTHER -> reg
  /\ UNCHANGED <<health, lease, state, incident, over, proc, left>>

\* No capacity. Only the invocation that still waits for this very call learns of it.
Refuse(c) ==
  /\ left.refusals > 0 /\ c.op = "start" /\ inst[c.m] = "stopped"
  /\ flight' = flight \ {c} /\ left' = [left EXCEPT !.refusals = @ - 1]
  /\ IF c.by \in Procs /\ proc[c.by].pc = "step" /\ Op(proc[c.by]) = "start" /\ proc[c.by].to = c.m
     THEN Goto(c.by, "refused") ELSE UNCHANGED proc
  /\ UNCHANGED <<world, lease, state, incident, over>>

\* An alarm: it reads whether an incident is open, and joins it or waits for a run of its own.
Trigger ==
  /\ left.triggers > 0 /\ left' = [left EXCEPT !.triggers = @ - 1] /\ ~joiner
  /\ IF open THEN joiner' = TRUE /\ UNCHANGED alarm ELSE alarm' = TRUE /\ UNCHANGED joiner
  /\ UNCHANGED <<world, flight, lease, state, open, unseen, over, proc>>
Join ==
  /\ joiner /\ joiner' = FALSE
  /\ IF open \/ ~JoinConditional THEN unseen' = TRUE /\ UNCHANGED alarm
     ELSE alarm' = TRUE /\ UNCHANGED unseen   \* it closed meanwhile: the trigger gets a run of its own
  /\ UNCHANGED <<world, flight, lease, state, open, over, proc, left>>

\* Lambda: the execution is terminal (failed, timed out, stopped by a person);
\* what of it still runs goes on. Local: the deadline of its turn passes.
IsOver(r) ==
  /\ left.ends > 0 /\ r \notin over /\ \E k \in Slots : proc[<<r, k>>].pc # "idle"
  /\ over' = over \cup {r} /\ left' = [left EXCEPT !.ends = @ - 1]
  /\ UNCHANGED <<world, flight, lease, state, incident, proc>>

\* An invocation ends where it is: killed, or at its own time limit.
Vanish(p) ==
  /\ Run(p) \in over /\ proc[p].pc # "idle" /\ Move(p, Idle)
  /\ UNCHANGED <<world, flight, lease, state, incident, over, left>>

(* ---- Taking the lease ----------------------------------------------------*)

\* A trigger starts a run; the reconciler does for what was left and for what
\* is not as it should be. Its look changes nothing.
Reason == alarm \/ (ReconcilerRuns /\ (open \/ Decision \in Members))

Finished(r) == IF r \in Locals THEN LocalProved => r \in over ELSE LambdaProved => r \in over

Prove(p) ==
  /\ proc[p].pc = "idle" /\ Run(p) \notin over /\ Reason
  /\ lease.owner \notin {None, Run(p)} /\ Finished(lease.owner) /\ (Drain => Settled(lease.owner))
  /\ Goto(p, "proved")
  /\ UNCHANGED <<world, flight, lease, state, incident, over, left>>

Take(p) ==
  /\ lease.term < MaxTerm /\ Run(p) \notin over
  /\ \/ proc[p].pc = "idle" /\ lease.owner = None /\ Reason
     \/ proc[p].pc = "proved" /\ lease.owner # None
  /\ LET term == IF TakeBumpsTerm THEN lease.term + 1 ELSE lease.term IN
     /\ lease' = [owner |-> Run(p), term |-> term, turn |-> 1]
     /\ proc' = [q \in Procs |->
          IF q = p THEN [Idle EXCEPT !.pc = "observe", !.term = term, !.turn = 1]
          ELSE IF proc[q].pc = "proved" THEN Idle ELSE proc[q]]
  /\ open' = TRUE /\ alarm' = FALSE
  /\ UNCHANGED <<world, flight, state, unseen, joiner, over, left>>

\* Another invocation of the same run goes on from its journal while the first
\* may still be under way. It takes the next turn before it does anything.
Resume(p, q) ==
  /\ Run(p) = Run(q) /\ proc[p].pc = "idle" /\ proc[q].pc \notin {"idle", "proved"}
  /\ lease.turn < MaxTurn /\ IsHolder(q) /\ (Run(p) \in over => Run(p) \in Locals)
  /\ lease' = [lease EXCEPT !.turn = @ + 1]
  /\ proc' = [x \in Procs |-> IF x = p
       THEN [proc[q] EXCEPT !.turn = @ + 1,
                            !.pc = IF @ \in {"ready", "intended", "lapsed", "refused"} THEN "step" ELSE @]
       ELSE Disproved(proc[x])]
  /\ over' = over \ Locals
  /\ UNCHANGED <<world, flight, state, incident, left>>

(* ---- The run -------------------------------------------------------------*)

\* Before it ends a run settles its own requests, then looks: a look before
\* that would say nothing of what is still to come.
Observe(p) ==
  LET d == Decision IN
  /\ proc[p].pc = "observe"
  /\ IF d \in Members THEN Move(p, [proc[p] EXCEPT !.pc = "step", !.n = 1, !.to = d])
     ELSE (ReleaseSettled => Settled(Run(p))) /\ Goto(p, IF d = "hold" THEN "leave" ELSE "close")
  /\ unseen' = IF IsHolder(p) THEN FALSE ELSE unseen
  /\ UNCHANGED <<world, flight, lease, state, open, alarm, joiner, over, left>>

\* Look first, act second, at every step.
Look(p) ==
  LET s == proc[p]
      op == Op(s)
      m == On(s)
      renew == IF s.to = active THEN PutBackFences ELSE EvidenceRenewed IN
  /\ s.pc = "step" /\ op # "commit"
  /\ IF LastLook /\ s.n = 1 /\ s.to # active /\ Decision # s.to THEN Goto(p, "observe") /\ UNCHANGED flight
     ELSE IF op \in Brings /\ ~Warm /\ renew /\ ~Fenced(Other(s.to)) THEN GotoStep(p, 1) /\ UNCHANGED flight
     ELSE \* Asked even where the effect is there: a stop of ours may be about to undo it.
          /\ (SettleBeforeReverse /\ op \in Brings) =>
               ~Unsettled(Run(p), Brings, {Other(s.to)}) /\ ~Unsettled(Run(p), Takes, {s.to})
          /\ IF \/ Done(op, m)
                \/ op = "dereg" /\ ~FenceDeregisters
                \/ op \in Takes /\ Warm /\ s.to = active /\ m \notin suspect
             THEN NextStep(p) /\ flight' = Forget(p, op, m)
             ELSE Goto(p, "ready") /\ UNCHANGED flight
  /\ UNCHANGED <<world, lease, state, incident, over, left>>

\* A member that serves nobody is stopped while its deregistration is still on the wire: each
\* has an intent of its own, and the fence asks for both.
Pair(p) ==
  /\ ~Warm /\ proc[p].pc = "step" /\ Op(proc[p]) = "dereg"
  /\ \E c \in flight : c.by = p /\ c.op = "dereg" /\ c.m = On(proc[p])
  /\ NextStep(p)
  /\ UNCHANGED <<world, flight, lease, state, incident, over, left>>

\* One conditional write checks the lease and records the intent. It renews the
\* deadline of a local run that is still the owner.
Intend(p) ==
  /\ proc[p].pc = "ready"
  /\ IF Holds(p)
     THEN /\ proc' = [q \in Procs |-> IF q = p THEN [proc[p] EXCEPT !.pc = "intended"] ELSE Disproved(proc[q])]
          /\ over' = over \ (Locals \cap {Run(p)})
     ELSE Move(p, Idle) /\ UNCHANGED over
  /\ UNCHANGED <<world, flight, lease, state, incident, left>>

\* Nobody waits for an answer here: the next look sees the effect, or asks for
\* the same again. The first request may then still arrive after the second.
Send(p) ==
  LET call(again) == [by |-> p, op |-> Op(proc[p]), m |-> On(proc[p]), epoch |-> epoch,
                      again |-> again, forgotten |-> FALSE]
      repeat == call(FALSE) \in flight /\ call(TRUE) \notin flight /\ left.repeats > 0 IN
  /\ proc[p].pc \in {"intended", "lapsed"} /\ Goto(p, "step")
  /\ IF repeat THEN flight' = flight \cup {call(TRUE)} /\ left' = [left EXCEPT !.repeats = @ - 1]
     ELSE flight' = flight \cup {call(FALSE)} /\ UNCHANGED left
  /\ UNCHANGED <<world, lease, state, incident, over>>

\* Frozen between write and send, for longer than its send-by.
Lapse(p) ==
  /\ proc[p].pc = "intended" /\ Goto(p, IF SendByChecked THEN "step" ELSE "lapsed")
  /\ UNCHANGED <<world, flight, lease, state, incident, over, left>>

\* A start was refused. The standby's: put the old one back, by the same plan.
\* The old one's too: end, settled; the incident stays open for the next look.
Back(p) ==
  LET s == proc[p] IN
  /\ s.pc = "refused"
  /\ IF s.to # active
     THEN Move(p, [s EXCEPT !.pc = "step", !.to = active, !.n = IF PutBackFences \/ Warm THEN 1 ELSE 3])
     ELSE Goto(p, "leave")
  /\ UNCHANGED <<world, flight, lease, state, incident, over, left>>

Commit(p) ==
  LET s == proc[p] IN
  /\ s.pc = "step" /\ Op(s) = "commit"
  /\ IF CommitChecked => Holds(p)
     THEN /\ active' = s.to /\ epoch' = IF active = s.to THEN epoch ELSE epoch + 1
          /\ suspect' = IF active = s.to THEN suspect ELSE suspect \cup {active}
          /\ IF active # s.to THEN NextStep(p) ELSE Goto(p, IF Ok(s.to) THEN "observe" ELSE "leave")
     ELSE Move(p, Idle) /\ UNCHANGED state
  /\ UNCHANGED <<world, flight, lease, incident, over, left>>

\* One transaction closes the incident and frees the lease; if something joined, look again.
Close(p) ==
  /\ proc[p].pc = "close"
  /\ IF ~Holds(p) THEN Move(p, Idle) /\ UNCHANGED <<lease, open>>
     ELSE IF CloseConditional /\ unseen THEN Goto(p, "observe") /\ UNCHANGED <<lease, open>>
     ELSE Freed(p) /\ lease' = [lease EXCEPT !.owner = None] /\ open' = FALSE
  /\ UNCHANGED <<world, flight, state, unseen, alarm, joiner, over, left>>

\* Ended without being done (put back, or nothing viable): the incident stays
\* open, the next look takes it up.
Release(p) ==
  /\ proc[p].pc = "leave" /\ (ReleaseSettled => Settled(Run(p)))
  /\ IF Holds(p) THEN lease' = [lease EXCEPT !.owner = None] /\ Freed(p) ELSE Move(p, Idle) /\ UNCHANGED lease
  /\ UNCHANGED <<world, flight, state, incident, over, left>>

\* What the reconciler must not do: it sees that the lease is free and fences an intruder without it.
Sweep(m) ==
  /\ ~ReconcilerLeased /\ lease.owner = None /\ Intruder(m) /\ inst[m] = "running"
  /\ flight' = flight \cup {[by |-> <<"sweep", 1>>, op |-> "stop", m |-> m, epoch |-> epoch,
                              again |-> FALSE, forgotten |-> FALSE]}
  /\ UNCHANGED <<world, lease, state, incident, over, proc, left>>

Work(p) == Observe(p) \/ Look(p) \/ Pair(p) \/ Intend(p) \/ Send(p) \/ Back(p) \/ Commit(p) \/ Close(p) \/ Release(p)

Next ==
  \/ \E m \in Members : Recover(m) \/ PersonStarts(m) \/ Sweep(m)
  \/ \E m \in Hit, h \in Harms : Symptom(m, h)
  \/ \E c \in flight : Effect(c) \/ Refuse(c)
  \/ Trigger \/ Join
  \/ \E r \in Runs : IsOver(r)
  \/ \E p \in Procs : Prove(p) \/ Take(p) \/ Work(p) \/ Lapse(p) \/ Vanish(p)
  \/ \E p, q \in Procs : p # q /\ Resume(p, q)

Spec == Init /\ [][Next]_vars

(* ---- What must never happen ----------------------------------------------*)

NeverTwoServe == Warm \/ ~(\A m \in Members : inst[m] = "running" /\ m \in reg)
\* Where no person starts anything, not even two that run.
NeverTwoRun == Warm \/ HumanStarts > 0 \/ ~(\A m \in Members : inst[m] = "running")
\* Whoever finds the lease free finds nobody registered but the member in charge.
FreeMeansClean == (~Warm /\ lease.owner = None) => reg \subseteq {active}
AtMostOneHolder == \A p, q \in Procs : IsHolder(p) /\ IsHolder(q) => p = q
NoLostJoin == unseen => open

TakenFrom == lease.owner # None /\ lease'.owner \notin {None, lease.owner}
Readied(p, ops) == IsHolder(p) /\ proc[p].pc = "step" /\ proc'[p].pc = "ready" /\ Op(proc[p]) \in ops

Monotone == [][ /\ lease'.term >= lease.term /\ (lease'.owner \notin {None, lease.owner} => lease'.term > lease.term)
                /\ epoch' = IF active' = active THEN epoch ELSE epoch + 1 ]_vars
TakenOnProof == [][ TakenFrom => lease.owner \in over ]_vars
\* What is about to take the active member out of service knows that it must. A stop that follows
\* a deregistration on the wire goes by the look that this one went by.
Begins(p) == /\ ~Warm /\ Readied(p, Takes) /\ On(proc[p]) = active
             /\ ~\E c \in flight : c.by = p /\ c.op = "dereg" /\ c.m = active
FencedForCause == [][ \A p \in Procs : Begins(p) => ~Ok(active) ]_vars
SuspectNotUsed == [][ \A p \in Procs : (Begins(p) /\ Serves(active)) => Other(active) \notin suspect ]_vars
NoneStartsUnfenced == [][ \A p \in Procs : (~Warm /\ Readied(p, Brings)) =>
                            Done("stop", Other(proc[p].to)) /\ Done("dereg", Other(proc[p].to)) ]_vars
\* The member in charge is never shot down by a request of an earlier epoch.
NoLateShot == [][ \A c \in flight : (flight' = flight \ {c} /\ c.op \in Takes /\ c.m = active) => c.epoch = epoch ]_vars
\* Policy warm: whoever is sent away leaves another that serves.
WarmLeavesOne == [][ \A p \in Procs : (Warm /\ Readied(p, Takes)) =>
                       inst[proc[p].to] = "running" /\ proc[p].to \in reg ]_vars

(* ---- What must happen in the end -----------------------------------------*)
(* Requests take effect or are lost for good, runs that are not over go on,  *)
(* the reconciler looks again and again. A run that is over owes nothing.    *)

Alive(p) == Run(p) \notin over
Advance(p) == IF Alive(p) THEN Work(p) \/ Prove(p) \/ Take(p)
              ELSE IF Run(p) \in Lambdas THEN Vanish(p) ELSE Lapse(p)
Fairness ==
  /\ WF_vars((\E c \in flight : Effect(c)) \/ Join)
  /\ \A p \in Procs : WF_vars(Advance(p)) /\ SF_vars(Alive(p) /\ Send(p))
FairSpec == Spec /\ Fairness

EventuallyServed == <>[]Ok(active)
IncidentCloses == open ~> ~open
LeaseIsFreed == []<>(lease.owner = None)
AlarmIsAnswered == alarm ~> ~alarm
=============================================================================

import { Injectable } from '@nestjs/common';

/** Conditions that must hold before requests are sent here. What provides a condition adds it. */
@Injectable()
export class Readiness {
  private readonly conditions: (() => boolean)[] = [];

  add(condition: () => boolean): void {
    this.conditions.push(condition);
  }

  ready(): boolean {
    return this.conditions.every((holds) => holds());
  }
}
